using System.Security.Cryptography;
using OtrMail.Cli.Destinations;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

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
        {
            using PostboxTransaction transaction = home.Begin();
            T answer = ask(transaction);
            if (commit)
                transaction.Commit();
            return answer;
        }
    }

    /// <summary>Decrypts a batch and delivers it.</summary>
    public BatchOutcome Take(FetchBatch batch)
    {
        lock (_turn)
        {
            List<PreparedMail> prepared = [];
            try
            {
                BatchOutcome outcome = Prepare(batch, prepared);
                Deliver(batch, prepared, outcome);
                return outcome;
            }
            catch
            {
                foreach (PreparedMail mail in prepared.Where(mail => !mail.IsCommitted))
                    batch.Destination.Withdraw(mail.Place!);
                throw;
            }
        }
    }

    private BatchOutcome Prepare(FetchBatch batch, List<PreparedMail> prepared)
    {
        var outcome = new BatchOutcome();
        using (PostboxTransaction transaction = home.Begin())
        {
            foreach (DownloadedMail mail in batch.Mails)
                Read(transaction, batch, mail, prepared, outcome);
            // what cannot wait beside the mailbox is looked at again, should this break off
            IEnumerable<uint> unsure = batch.Destination.CanStage ? [] : prepared.Select(mail => mail.Uid);
            transaction.FetchLog.Put(batch.Account, batch.Folder, batch.Progress with
            {
                Again = [.. batch.Progress.Again, .. outcome.Again, .. unsure],
            });
            transaction.Commit();
        }

        for (int i = 0; i < prepared.Count; i++)
            prepared[i] = prepared[i] with { IsCommitted = true };
        return outcome;
    }

    private void Read(PostboxTransaction transaction, FetchBatch batch, DownloadedMail mail, List<PreparedMail> prepared, BatchOutcome outcome)
    {
        Arrival arrival = Arrival.Of(mail.Bytes, run.Settings.MimeLimits);
        string hash = Convert.ToHexStringLower(SHA256.HashData((arrival.Packet?.Packet ?? mail.Bytes).Span));
        string name = $"{batch.Account}/{batch.Folder} {mail.Remote.Uid}";
        if (arrival is { Packet: null, Fault: null } || transaction.FetchLog.IsDelivered(batch.Account, hash) || prepared.Exists(one => one.Mail.Hash == hash))
            return; // only looked like it, or was delivered already
        Delivery delivery = MailIntake.Take(transaction, arrival, keep: false);
        Tell(transaction, name, delivery);
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
        var fetched = new FetchedMail(bytes, hash, mail.Remote.Date, mail.Remote.Flags);
        string? place = null;
        if (batch.Destination.CanStage)
        {
            place = Put(() => batch.Destination.Stage(fetched));
            prepared.Add(new PreparedMail(mail.Remote.Uid, fetched, place, IsCommitted: false));
            transaction.FetchLog.PutStaged(batch.Account, hash, place);
        }
        else
        {
            prepared.Add(new PreparedMail(mail.Remote.Uid, fetched, null, IsCommitted: true));
        }
    }

    private void Deliver(FetchBatch batch, List<PreparedMail> prepared, BatchOutcome outcome)
    {
        List<PreparedMail> done = [];
        foreach (PreparedMail mail in prepared)
        {
            if (mail.Place is { } place ? Put(() => batch.Destination.Publish(place)) : batch.Destination.Deliver(mail.Mail))
                done.Add(mail);
        }

        outcome.Delivered.AddRange(done.Select(mail => mail.Uid));
        outcome.Later += prepared.Count - done.Count;
        if (prepared.Count == 0)
            return;
        using PostboxTransaction transaction = home.Begin();
        foreach (PreparedMail mail in done)
            transaction.FetchLog.PutDelivered(batch.Account, mail.Mail.Hash);
        transaction.FetchLog.Put(batch.Account, batch.Folder, batch.Progress with
        {
            Again = [.. batch.Progress.Again, .. outcome.Again, .. prepared.Except(done).Select(mail => mail.Uid)],
        });
        transaction.Commit();
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

    private static T Put<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.Failure("the Maildir", e);
        }
    }

    private sealed record PreparedMail(uint Uid, FetchedMail Mail, string? Place, bool IsCommitted);
}
