using OtrMail.Cli.Destinations;
using OtrMail.Cli.Terminal;
using OtrMail.Cli.Transport;
using OtrMail.Core.Mail;
using OtrMail.Core.Storage;
using OtrMail.Core.Streams;

namespace OtrMail.Cli.Commands;

/// <summary>
/// One pass through the queue: every mail is tried once, one after the other, and what became of it is committed before the next
/// one. A kill between a server's yes and that commit hands the very same packet on again, which its reader knows as a duplicate.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="home">The store; its lock is free while a server is spoken to.</param>
/// <param name="relays">The ways to send.</param>
internal sealed class QueuePass(Invocation run, Home home, Relays relays)
{
    /// <summary>A connection that breaks with one mail may carry the next; that breaks with two is a server's trouble.</summary>
    private const int MostBreaks = 2;

    private readonly HashSet<string> _tried = [];
    private readonly Dictionary<string, (int Count, string Reason)> _breaks = [];
    private readonly List<QueuedMail> _sent = [];
    private ExitCode _trouble = ExitCode.Ok;

    /// <summary>Tries all that waits, and the mails that another process puts in meanwhile.</summary>
    /// <param name="withRefused">Also what was refused for good.</param>
    public QueueOutcome Run(bool withRefused = false)
    {
        IReadOnlyList<QueuedMail> left = Look(out IReadOnlyList<string> copies, sweeps: true);
        ShowCopies(copies);
        if (left.Count == 0)
            return new QueueOutcome([], [], ExitCode.Ok);
        using HandoverLock? turn = HandoverLock.Take(run.HomeDirectory, run.Settings.LockTimeout);
        if (turn is null)
        {
            run.Report.Note("another process is handing mail on; it takes this along, or a later command does");
            return new QueueOutcome([], left, ExitCode.Ok);
        }

        bool Wanted(QueuedMail mail) => (withRefused || !mail.IsRefused) && !_tried.Contains(mail.Id);
        for (left = Look(out _); left.FirstOrDefault(Wanted) is { } mail; left = Look(out _))
        {
            _tried.Add(mail.Id);
            Try(mail);
        }

        return new QueueOutcome(_sent, left, _trouble);
    }

    /// <summary>This account was not reachable a moment ago.</summary>
    public void Skip(string account, string reason) => _breaks[account] = (MostBreaks, reason);

    private IReadOnlyList<QueuedMail> Look(out IReadOnlyList<string> copies, bool sweeps = false)
    {
        using PostboxTransaction transaction = home.Begin();
        if (sweeps)
            transaction.Queue.Sweep();
        copies = transaction.Queue.Copies();
        return transaction.Queue.List();
    }

    /// <summary>Copies for the sender appear, also those of a command that was killed; a disk that refuses stops no mail.</summary>
    private void ShowCopies(IReadOnlyList<string> copies)
    {
        if (copies.Count == 0)
            return;
        try
        {
            Maildir.Finish(copies);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            run.Report.Warning($"the copy of a sent mail is still in '{copies[0]}': {e.Message.TrimEnd('.')}; it is tried again with the next mail");
            return;
        }

        using PostboxTransaction transaction = home.Begin();
        foreach (string copy in copies)
            transaction.Queue.DropCopy(copy);
        transaction.Commit();
    }

    private void Try(QueuedMail mail)
    {
        if (_breaks.TryGetValue(mail.Account, out (int Count, string Reason) broken) && broken.Count >= MostBreaks)
        {
            Note(mail, Handover.Later(broken.Reason));
            return;
        }

        Handover handover;
        try
        {
            IMailRelay relay = relays.Open(mail.Account);
            using ByteSource body = BodyOf(mail);
            handover = relay.HandOn(mail.Sender, mail.Recipient, body);
        }
        catch (ServerAwayException e)
        {
            _breaks[mail.Account] = (e.IsUnreachable ? MostBreaks : broken.Count + 1, e.Message);
            handover = Handover.Later(e.Message);
        }
        catch (StoreException e) when (e.Fault == StoreFault.Damaged)
        {
            // the others are not kept waiting for it
            handover = Handover.Refused(e.Message);
        }
        catch (CommandException e)
        {
            run.Report.Failure(e.Message, e.Hint);
            _trouble = ExitCodes.Worst(_trouble, e.Code);
            _breaks[mail.Account] = (MostBreaks, e.Message);
            handover = Handover.Later(e.Message);
        }

        Note(mail, handover);
    }

    private ByteSource BodyOf(QueuedMail mail)
    {
        using PostboxTransaction transaction = home.Begin();
        return transaction.Queue.BodyOf(mail);
    }

    private void Note(QueuedMail mail, Handover handover)
    {
        using PostboxTransaction transaction = home.Begin();
        // it may have been given up meanwhile
        if (transaction.Queue.Find(mail.Id) is not { } current)
            return;
        if (handover.Status == HandoverStatus.Accepted)
        {
            transaction.Queue.Sent(current);
            _sent.Add(mail);
        }
        else if (current.IsRefused != (handover.Status == HandoverStatus.Refused) || current.Reason != handover.Reason)
        {
            transaction.Queue.Failed(current, handover.Status == HandoverStatus.Refused, handover.Reason);
        }

        transaction.Commit();
    }
}
