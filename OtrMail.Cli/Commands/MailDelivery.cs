using OtrMail.Cli.Destinations;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary>
/// Delivers mails that were read and put aside in a transaction before, and notes it: those that can be put beside their place all
/// at once, the others one by one, so that none but the very one in hand can come twice.
/// </summary>
/// <param name="account">The account that they are of.</param>
/// <param name="destination">Where they go.</param>
/// <param name="report">Where people are told.</param>
/// <param name="change">Makes a transaction.</param>
internal sealed class MailDelivery(
    string account, IMailDestination destination, Report report, Func<Func<PostboxTransaction, bool>, bool> change)
{
    /// <summary>Delivers; answers with those that were taken.</summary>
    public IReadOnlyList<PreparedMail> Run(IReadOnlyList<PreparedMail> prepared)
    {
        if (prepared.Count == 0)
            return [];
        if (destination.CanStage)
        {
            IReadOnlySet<string> there = OnDisk(() => destination.Publish([.. prepared.Select(mail => mail.Place!)]));
            PreparedMail[] done = [.. prepared.Where(mail => there.Contains(mail.Place!))];
            Note([.. done.Select(mail => mail.Mail.Hash)]);
            return done;
        }

        PreparedMail[] taken = [.. prepared.Where(mail => Deliver(mail.Mail))];
        Forget(taken.Length);
        return taken;
    }

    /// <summary>Delivers what an earlier run left; answers how many mails were, and how many were not.</summary>
    public (int Delivered, int Later) Finish(IReadOnlyList<(string Hash, string Place)> unfinished)
    {
        string[] waiting = [.. unfinished.Where(one => one.Place.Length == 0).Select(one => one.Hash)];
        int delivered = waiting.Count(DeliverWaiting);
        Forget(delivered);
        int later = waiting.Length - delivered;

        (string Hash, string Place)[] staged = [.. unfinished.Where(one => one.Place.Length > 0)];
        if (staged.Length == 0)
            return (delivered, later);
        // wherever it was to go then, it goes now
        IReadOnlySet<string> there = OnDisk(() => Maildir.Finish([.. staged.Select(one => one.Place)]));
        foreach ((_, string place) in staged.Where(one => !there.Contains(one.Place)))
        {
            // somebody has cleared it away; the mail that was read meanwhile is only lost here
            report.Failure($"{account}: a mail that was about to be delivered is not at '{place}' any more", "fetch it from another program, or ask for it again");
        }

        change(transaction =>
        {
            foreach ((string hash, string place) in staged)
            {
                if (there.Contains(place))
                    transaction.FetchLog.PutDelivered(account, hash);
                else
                    transaction.FetchLog.DropStaged(account, hash);
            }

            return true;
        });
        return (delivered + there.Count, later);
    }

    /// <summary>Does something with files; what the disk says to it is one line.</summary>
    public static T OnDisk<T>(Func<T> act, string where = "the Maildir")
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.Failure(where, e);
        }
    }

    /// <inheritdoc cref="OnDisk{T}"/>
    public static void OnDisk(Action act) => OnDisk(() =>
    {
        act();
        return true;
    });

    private bool DeliverWaiting(string hash)
    {
        WaitingMail? found = null;
        change(transaction =>
        {
            found = OnDisk(() => transaction.FetchLog.FindWaiting(account, hash), "the data directory");
            if (found is null)
                transaction.FetchLog.DropStaged(account, hash); // a store that was restored has lost it
            return true;
        });
        using WaitingMail? waiting = found;
        return waiting is not null && Deliver(new FetchedMail(
            RenderedMail.Of(waiting.Length, waiting.WriteTo), hash, DateTimeOffset.FromUnixTimeSeconds(waiting.Date), waiting.Flags));
    }

    private bool Deliver(FetchedMail mail)
    {
        if (!OnDisk(() => destination.Deliver(mail)))
            return false;
        Note([mail.Hash]);
        return true;
    }

    private void Note(IReadOnlyList<string> hashes) => change(transaction =>
    {
        foreach (string hash in hashes)
            transaction.FetchLog.PutDelivered(account, hash);
        return true;
    });

    private void Forget(int delivered)
    {
        if (delivered == 0)
            return;
        change(transaction =>
        {
            transaction.FetchLog.ForgetDelivered(account);
            return true;
        });
    }
}
