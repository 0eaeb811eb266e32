using OtrMail.Cli.Destinations;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;

namespace OtrMail.Cli.Commands;

/// <summary>
/// Reads batches of fetched mails: one transaction for each, so that what was decrypted, what was put aside for delivery and
/// how far the folder was looked through are true together. Several folders share it, one batch at a time.
/// </summary>
internal sealed class Fetching(Invocation run, Home home, CancellationToken stop)
{
    private readonly Lock _turn = new();

    /// <summary>The run.</summary>
    public Invocation Run => run;

    /// <summary>Ends it after the batch in hand.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Looks at the store, and changes it if told so.</summary>
    public T Ask<T>(Func<PostboxTransaction, T> ask, bool commit = false)
    {
        lock (_turn)
            return AskNow(ask, commit);
    }

    /// <summary>Decrypts a batch, delivers it, and lets go of its mails.</summary>
    public BatchOutcome Take(FetchBatch batch)
    {
        List<Delivery> deliveries = [];
        try
        {
            // packets are looked for before the store is locked, and by all cores
            Parallel.ForEach(batch.Mails, mail => mail.Look(run.Settings.MimeLimits));
            lock (_turn)
                return Take(batch, deliveries);
        }
        finally
        {
            foreach (IDisposable done in deliveries.Concat<IDisposable>(batch.Mails))
                done.Dispose();
        }
    }

    /// <summary>Finishes deliveries that an earlier run left prepared.</summary>
    public (int Delivered, int Later) Finish(string account, IMailDestination destination)
    {
        lock (_turn)
        {
            IReadOnlyList<(string Hash, string Place)> unfinished = AskNow(transaction => transaction.FetchLog.Unfinished(account), commit: false);
            return unfinished.Count == 0 ? (0, 0) : DeliveryTo(account, destination).Finish(unfinished);
        }
    }

    private BatchOutcome Take(FetchBatch batch, List<Delivery> deliveries)
    {
        List<PreparedMail> prepared = [];
        var outcome = new BatchOutcome();
        Prepare(batch, deliveries, prepared, outcome);
        outcome.Delivered.AddRange(DeliveryTo(batch.Account, batch.Destination).Run(prepared).Select(mail => mail.Uid));
        outcome.Left.AddRange(prepared.Select(mail => mail.Uid).Except(outcome.Delivered));
        outcome.Later += outcome.Left.Count;
        return outcome;
    }

    private MailDelivery DeliveryTo(string account, IMailDestination destination) => new(account, destination, run.Report, AskNow);

    private bool AskNow(Func<PostboxTransaction, bool> ask) => AskNow(ask, commit: true);

    private T AskNow<T>(Func<PostboxTransaction, T> ask, bool commit)
    {
        using PostboxTransaction transaction = home.Begin();
        T answer = ask(transaction);
        if (commit)
            transaction.Commit();
        return answer;
    }

    private void Prepare(FetchBatch batch, List<Delivery> deliveries, List<PreparedMail> prepared, BatchOutcome outcome)
    {
        bool isDone = false;
        try
        {
            using PostboxTransaction transaction = home.Begin();
            foreach (DownloadedMail mail in batch.Mails)
                Read(transaction, batch, mail, deliveries, prepared, outcome);
            string[] places = [.. prepared.Select(mail => mail.Place).OfType<string>()];
            if (places.Length > 0)
                MailDelivery.OnDisk(() => batch.Destination.Secure(places));
            // what is to be marked on the server is looked at again, should this break off before
            IEnumerable<uint> unmarked = batch.MarksSeen ? prepared.Select(mail => mail.Uid).Concat(outcome.Known) : [];
            transaction.FetchLog.Put(batch.Account, batch.Folder, batch.Progress with
            {
                Again = [.. batch.Progress.Again, .. outcome.Again, .. unmarked],
            });
            transaction.Commit();
            isDone = true;
        }
        catch (StoreException e) when (e.MayBeDone)
        {
            isDone = true; // the next run delivers them, or writes them anew
            throw;
        }
        finally
        {
            if (!isDone)
            {
                foreach (string place in prepared.Select(mail => mail.Place).OfType<string>())
                    batch.Destination.Withdraw(place);
            }
        }
    }

    private void Read(
        PostboxTransaction transaction, FetchBatch batch, DownloadedMail mail, List<Delivery> deliveries, List<PreparedMail> prepared, BatchOutcome outcome)
    {
        if (mail.Arrival is { Packet: null, Fault: null })
            return; // it only looked like it
        if (transaction.FetchLog.IsDelivered(batch.Account, mail.Hash))
        {
            outcome.Known.Add(mail.Remote.Uid);
            return;
        }

        // the same packet twice, or one that waits for somebody to take it
        if (prepared.Exists(one => one.Mail.Hash == mail.Hash) || transaction.FetchLog.IsStaged(batch.Account, mail.Hash))
        {
            outcome.Again.Add(mail.Remote.Uid);
            return;
        }

        Delivery delivery = MailIntake.Take(transaction, mail.Arrival, keep: false);
        deliveries.Add(delivery);
        Tell(transaction, $"{batch.Account}/{batch.Folder} {mail.Remote.Uid}", delivery);
        if (delivery.Kind == DeliveryKind.Later)
        {
            outcome.Again.Add(mail.Remote.Uid);
            outcome.Later++;
            return;
        }

        if (delivery.Message is { Mail.Content.Kind: MessageKind.Ack })
        {
            transaction.FetchLog.PutDelivered(batch.Account, mail.Hash);
            return;
        }

        bool isUnreadable = delivery.Kind == DeliveryKind.Unreadable;
        outcome.Unreadable += isUnreadable ? 1 : 0;
        // what was decrypted has its own line ends
        var fetched = new FetchedMail(delivery.Output, mail.Hash, mail.Remote.Date, mail.Remote.Flags) { HasWireLineEnds = isUnreadable };
        prepared.Add(new PreparedMail(mail.Remote.Uid, fetched, PutAside(transaction, batch, fetched)));
    }

    private static string? PutAside(PostboxTransaction transaction, FetchBatch batch, FetchedMail mail)
    {
        if (batch.Destination.CanStage)
        {
            string place = MailDelivery.OnDisk(() => batch.Destination.Stage(mail));
            transaction.FetchLog.PutStaged(batch.Account, mail.Hash, place);
            return place;
        }

        transaction.FetchLog.PutWaiting(batch.Account, mail.Hash, new WaitingMail(mail.Length, mail.WriteTo, mail.Date.ToUnixTimeSeconds(), mail.Flags));
        return null;
    }

    private void Tell(PostboxTransaction transaction, string name, Delivery delivery)
    {
        if (delivery.Message is { } message)
        {
            Reading.Tell(run.Report, name, message, isOneOfMany: true);
        }
        else if (delivery.Refusal is { } refusal)
        {
            Fingerprint? pinned = refusal.Address is { } address ? transaction.Contacts.PinnedTo(address) : null;
            (string what, string hint) = RefusalText.Of(refusal, pinned, delivery.AskedAgain);
            run.Report.Failure($"{name}: {what}", hint);
        }
    }
}
