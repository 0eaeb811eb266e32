using System.Security.Cryptography;
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

    /// <summary>Decrypts a batch and delivers it.</summary>
    public BatchOutcome Take(FetchBatch batch)
    {
        // packets are looked for before the store is locked, and by all cores
        var arrivals = new Arrival[batch.Mails.Count];
        Parallel.For(0, arrivals.Length, i => arrivals[i] = Arrival.Of(batch.Mails[i].Bytes, run.Settings.MimeLimits));
        lock (_turn)
        {
            List<PreparedMail> prepared = [];
            var outcome = new BatchOutcome();
            Prepare(batch, arrivals, prepared, outcome);
            outcome.Delivered.AddRange(DeliveryTo(batch.Account, batch.Destination).Run(prepared).Select(mail => mail.Uid));
            outcome.Left.AddRange(prepared.Select(mail => mail.Uid).Except(outcome.Delivered));
            outcome.Later += outcome.Left.Count;
            return outcome;
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

    private void Prepare(FetchBatch batch, Arrival[] arrivals, List<PreparedMail> prepared, BatchOutcome outcome)
    {
        bool isDone = false;
        try
        {
            using PostboxTransaction transaction = home.Begin();
            for (int i = 0; i < arrivals.Length; i++)
                Read(transaction, batch, batch.Mails[i], arrivals[i], prepared, outcome);
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
        PostboxTransaction transaction, FetchBatch batch, DownloadedMail mail, Arrival arrival, List<PreparedMail> prepared, BatchOutcome outcome)
    {
        if (arrival is { Packet: null, Fault: null })
            return; // it only looked like it
        string hash = Convert.ToHexStringLower(SHA256.HashData((arrival.Packet?.Packet ?? mail.Bytes).Span));
        if (transaction.FetchLog.IsDelivered(batch.Account, hash))
        {
            outcome.Known.Add(mail.Remote.Uid);
            return;
        }

        // the same packet twice, or one that waits for somebody to take it
        if (prepared.Exists(one => one.Mail.Hash == hash) || transaction.FetchLog.IsStaged(batch.Account, hash))
        {
            outcome.Again.Add(mail.Remote.Uid);
            return;
        }

        Delivery delivery = MailIntake.Take(transaction, arrival, keep: false);
        Tell(transaction, $"{batch.Account}/{batch.Folder} {mail.Remote.Uid}", delivery);
        if (delivery.Kind == DeliveryKind.Later)
        {
            outcome.Again.Add(mail.Remote.Uid);
            outcome.Later++;
            return;
        }

        if (delivery.Message is { Mail.Content.Kind: MessageKind.Ack })
        {
            transaction.FetchLog.PutDelivered(batch.Account, hash);
            return;
        }

        outcome.Unreadable += delivery.Kind == DeliveryKind.Unreadable ? 1 : 0;
        // CRLF is the wire's, not the mail's; what was decrypted has its own line ends
        ReadOnlyMemory<byte> bytes = delivery.Kind == DeliveryKind.Unreadable ? WithoutCarriageReturns(delivery.Mail.Span) : delivery.Mail;
        var fetched = new FetchedMail(RenderedMail.Of(bytes), hash, mail.Remote.Date, mail.Remote.Flags);
        prepared.Add(new PreparedMail(mail.Remote.Uid, fetched, PutAside(transaction, batch, fetched, outcome, mail.Remote.Uid)));
    }

    private static string? PutAside(PostboxTransaction transaction, FetchBatch batch, FetchedMail mail, BatchOutcome outcome, uint uid)
    {
        if (batch.Destination.CanStage)
        {
            string place = MailDelivery.OnDisk(() => batch.Destination.Stage(mail));
            transaction.FetchLog.PutStaged(batch.Account, mail.Hash, place);
            return place;
        }

        var waiting = new WaitingMail(mail.Content.ToArray(), mail.Date.ToUnixTimeSeconds(), mail.Flags);
        if (!transaction.FetchLog.PutWaiting(batch.Account, mail.Hash, waiting))
            outcome.Again.Add(uid); // too large to be kept: it is fetched and opened again, should nobody take it now
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

    private static byte[] WithoutCarriageReturns(ReadOnlySpan<byte> mail)
    {
        byte[] bytes = new byte[mail.Length];
        int length = 0;
        for (int i = 0; i < mail.Length; i++)
        {
            if (mail[i] != '\r' || i + 1 == mail.Length || mail[i + 1] != '\n')
                bytes[length++] = mail[i];
        }

        return bytes[..length];
    }
}
