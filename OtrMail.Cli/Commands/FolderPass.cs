using OtrMail.Cli.Destinations;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;
using OtrMail.Cli.Transport;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary>Looks once through what is new in a folder.</summary>
internal sealed class FolderPass(Fetching fetching, ImapSettings account, string folder, IMailDestination destination, ImapMailbox mailbox)
{
    private const int MostMails = 32;
    private const long MostBytes = 16 << 20;

    private readonly List<DownloadedMail> _waiting = [];
    private List<uint> _again = [];
    private long _waitingBytes;
    private uint _last;
    private uint _validity;
    private FetchForm _done = new(account.Server.Name, folder, 0, 0, 0, 0, 0, 0);

    private string Account => account.Server.Name;

    /// <summary>Does it, and says what was done.</summary>
    /// <param name="isOpen">The folder is open already, and something has happened in it.</param>
    public FetchForm Run(bool isOpen)
    {
        FolderProgress? known = fetching.Ask(transaction => transaction.FetchLog.Progress(Account, folder));
        if (!isOpen && known is { Again.Count: 0 } && IsUnchanged(known, mailbox.Status(folder, fetching.Stop)))
            return _done;
        RemoteFolder remote = mailbox.Select(folder, account.MarkSeen, fetching.Stop);
        FolderProgress start = known?.UidValidity == remote.UidValidity ? known : FolderProgress.Start(remote.UidValidity);
        (_last, _validity, _again) = (start.LastUid, remote.UidValidity, [.. start.Again]);
        IReadOnlyList<uint> uids = mailbox.UidsAfter(start.LastUid, start.Again, fetching.Stop);
        _again = [.. _again.Intersect(uids)];
        using var bar = new ProgressBar(fetching.Run.Context, fetching.Run.Report, $"{Account}/{folder}", uids.Count);
        foreach (RemoteMail mail in mailbox.Find(uids, uid => Looked(uid, bar), fetching.Stop))
        {
            fetching.Stop.ThrowIfCancellationRequested();
            Download(mail);
            if (_waiting.Count >= MostMails || _waitingBytes >= MostBytes)
                Take(before: mail.Uid);
        }

        // a folder without mail has no UID to remember, and one whose last mail was deleted a later one
        _last = Math.Max(_last, uids.Count > 0 ? uids[^1] : 0);
        Take(before: null, remote.HighestModSeq);
        return _done;
    }

    private static bool IsUnchanged(FolderProgress known, RemoteFolder remote) =>
        known.UidValidity == remote.UidValidity
        && ((remote.UidNext > 0 && remote.UidNext - 1 <= known.LastUid)
            || (remote.HighestModSeq > 0 && remote.HighestModSeq == known.HighestModSeq));

    private void Looked(uint uid, ProgressBar bar)
    {
        _done = _done with { Looked = _done.Looked + 1 };
        bar.Show(_done.Looked, $"{_done.Found} found");
        if (_waiting.Count == 0)
            Passed(uid);
    }

    private void Passed(uint uid)
    {
        _last = Math.Max(_last, uid);
        _again.Remove(uid);
    }

    private void Download(RemoteMail mail)
    {
        long limit = fetching.Run.Settings.MimeLimits.MaxMailBytes;
        if (mail.Bytes > limit)
        {
            fetching.Run.Report.Failure(
                $"{Account}/{folder} {mail.Uid}: {mail.Bytes} bytes, more than allowed: not fetched", "raise packet_limit in config.toml if you expect such mail");
            _done = _done with { TooLarge = _done.TooLarge + 1 };
            return;
        }

        if (mailbox.Fetch(mail.Uid, fetching.Stop) is not { } bytes)
            return;
        _waiting.Add(new DownloadedMail(mail, bytes));
        _waitingBytes += bytes.Length;
        _done = _done with { Found = _done.Found + 1 };
    }

    /// <summary>Reads what is waiting; the folder is looked through up to the last of it.</summary>
    private void Take(uint? before, ulong modSeq = 0)
    {
        foreach (DownloadedMail mail in _waiting)
            Passed(mail.Remote.Uid);
        _last = Math.Max(_last, before ?? _last);
        var progress = new FolderProgress(_validity, _last, modSeq, _again);
        BatchOutcome outcome = fetching.Take(new FetchBatch(Account, folder, destination, progress, _waiting));
        _again.AddRange(outcome.Again);
        _done = _done with
        {
            Delivered = _done.Delivered + outcome.Delivered.Count,
            Unreadable = _done.Unreadable + outcome.Unreadable,
            Later = _done.Later + outcome.Later,
        };
        if (account.MarkSeen && outcome.Delivered.Count > 0)
            mailbox.MarkSeen(outcome.Delivered, fetching.Stop);
        _waiting.Clear();
        _waitingBytes = 0;
    }
}
