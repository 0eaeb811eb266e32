using OtrMail.Cli.Destinations;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;
using OtrMail.Cli.Transport;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Streams;

namespace OtrMail.Cli.Commands;

/// <summary>
/// Looks once through what is new in a folder. While a batch of mails is decrypted and delivered, the next one is fetched.
/// </summary>
internal sealed class FolderPass(Fetching fetching, ImapSettings account, string folder, IMailDestination destination, ImapMailbox mailbox)
{
    private const int MostMails = 32;
    private const long MostBytes = 4 << 20;

    /// <summary>Found on the server, not fetched yet.</summary>
    private readonly List<RemoteMail> _found = [];

    /// <summary>Fetched, not read yet.</summary>
    private readonly List<DownloadedMail> _waiting = [];

    private readonly HashSet<uint> _again = [];
    private readonly HashSet<uint> _refused = [];
    private Task<BatchOutcome>? _batch;
    private HashSet<uint> _before = [];
    private uint _start;
    private uint _last;
    private uint _validity;
    private ProgressBar? _bar;
    private FetchForm _done = new(account.Server.Name, folder, 0, 0, 0, 0, 0, 0);

    private string Account => account.Server.Name;

    private long Limit => Math.Min(RemoteMailStream.MostBytes, fetching.Run.Settings.MimeLimits.MaxMailBytes);

    /// <summary>Does it, and says what was done.</summary>
    /// <param name="isOpen">The folder is open already, and something has happened in it.</param>
    /// <param name="showsBar">Whether progress is shown on a terminal.</param>
    public FetchForm Run(bool isOpen, bool showsBar)
    {
        FolderProgress? known = fetching.Ask(transaction => transaction.FetchLog.Progress(Account, folder));
        if (!isOpen && known is { Again.Count: 0 } && IsUnchanged(known, mailbox.Status(folder)))
            return _done;
        RemoteFolder remote = mailbox.Select(folder, account.MarkSeen, known, comesAgain: isOpen);
        FolderProgress start = known?.UidValidity == remote.UidValidity ? known : FolderProgress.Start(remote.UidValidity);
        IReadOnlyList<uint> uids = mailbox.UidsAfter(start.LastUid, start.Again);
        (_start, _last, _validity, _before) = (start.LastUid, start.LastUid, remote.UidValidity, [.. start.Again]);
        _again.UnionWith(start.Again.Intersect(uids));
        using ProgressBar? bar = showsBar ? new(fetching.Run.Context, fetching.Run.Report, $"{Account}/{folder}", uids.Count) : null;
        _bar = bar;
        try
        {
            LookThrough(uids);
        }
        catch (Exception e) when (e is ServerAwayException or OperationCanceledException)
        {
            // what is here already is not fetched again
            TakeRest();
            throw;
        }
        catch (CommandException)
        {
            Settle(); // the disk refused; what is being delivered is still to be noted
            throw;
        }
        finally
        {
            _waiting.ForEach(mail => mail.Dispose());
            _bar = null;
        }

        // a folder without mail has no UID to remember, and one whose last mail was deleted a later one
        _last = Math.Max(_last, uids.Count > 0 ? uids[^1] : 0);
        TakeRest(remote.HighestModSeq);
        return _done;
    }

    private static bool IsUnchanged(FolderProgress known, RemoteFolder remote) =>
        known.UidValidity == remote.UidValidity
        && ((remote.UidNext > 0 && remote.UidNext - 1 <= known.LastUid)
            || (remote.HighestModSeq > 0 && remote.HighestModSeq == known.HighestModSeq));

    private void LookThrough(IReadOnlyList<uint> uids)
    {
        foreach (RemoteMail mail in mailbox.Find(uids, Looked, Refused, Missing))
        {
            fetching.Stop.ThrowIfCancellationRequested();
            if (IsTooLarge(mail, mail.Bytes))
                continue;
            if (_found.Count > 0 && (mail.IsLong || _found.Count >= MostMails || _found.Sum(one => one.Bytes) + mail.Bytes > MostBytes))
            {
                Download();
                Take();
            }

            _found.Add(mail);
            _done = _done with { Found = _done.Found + 1 };
            if (!mail.IsLong)
                continue;
            ReadThrough(mail);
            _last = Math.Max(_last, mail.Uid);
            Take();
        }

        Download();
    }

    private void Looked(uint uid)
    {
        _last = Math.Max(_last, uid);
        _done = _done with { Looked = _done.Looked + 1 };
        _bar?.Show(_done.Looked, $"{_done.Found} found");
        if (!_refused.Contains(uid) && !_found.Exists(mail => mail.Uid == uid))
            _again.Remove(uid);
    }

    /// <summary>A mail that the server itself cannot read, now: the others are not kept waiting for it.</summary>
    private void Refused(uint uid)
    {
        _refused.Add(uid);
        Report($"{uid}: the server cannot read this mail now", "it is tried again next time", isNew: !_before.Contains(uid));
        _again.Add(uid);
        _found.RemoveAll(mail => mail.Uid == uid);
        _done = _done with { Later = _done.Later + 1 };
    }

    /// <summary>Somebody has deleted it meanwhile; should that not be so, it is looked at again.</summary>
    private void Missing(uint uid)
    {
        _refused.Add(uid);
        _again.Add(uid);
    }

    private bool IsTooLarge(RemoteMail mail, long bytes)
    {
        if (bytes <= Limit)
            return false;
        // it stays in mind, should the limit be raised; once told is enough
        Report($"{mail.Uid}: {bytes} bytes, more than allowed: not fetched", bytes > RemoteMailStream.MostBytes ? "get it with another program and decrypt the file" : "raise packet_limit in config.toml if you expect such mail", isNew: !_before.Contains(mail.Uid));
        _refused.Add(mail.Uid);
        _again.Add(mail.Uid);
        _done = _done with { TooLarge = _done.TooLarge + (_before.Contains(mail.Uid) ? 0 : 1) };
        return true;
    }

    private void Report(string what, string hint, bool isNew)
    {
        if (isNew)
            fetching.Run.Report.Failure($"{Account}/{folder} {what}", hint);
    }

    /// <summary>Fetches what was found: it is the next batch.</summary>
    private void Download()
    {
        RemoteMail[] mails = [.. _found];
        if (mails.Length == 0)
            return;
        Dictionary<uint, RemoteMail> wanted = mails.ToDictionary(mail => mail.Uid);
        mailbox.Fetch(
            mails,
            (uid, bytes) =>
            {
                if (!wanted.Remove(uid, out RemoteMail? mail))
                    return; // nobody has asked for it
                _found.Remove(mail);
                if (!IsTooLarge(mail, bytes.Length))
                    _waiting.Add(new DownloadedMail(mail, bytes));
            },
            Refused,
            longer: uid =>
            {
                if (wanted.Remove(uid, out RemoteMail? mail))
                    ReadThrough(mail);
            });
        foreach (RemoteMail mail in _found)
            Missing(mail.Uid);
        _found.Clear();
    }

    /// <summary>Fetches a mail that is not to be in memory; what is looked for in it is looked for as it comes.</summary>
    private void ReadThrough(RemoteMail mail)
    {
        bool isAll = false;
        // it goes to the disk in any case
        SpoolOptions spool = fetching.Run.Spool with { MemoryBytes = MailBytes.StartBytes };
        MimeLimits limits = fetching.Run.Settings.MimeLimits with { MaxMailBytes = Limit };
        Arrival? arrival = mailbox.Read(
            mail,
            input => MailDelivery.OnDisk(() => Arrival.Read(input, spool, out isAll, limits), "the data directory"),
            bytes => _bar?.Show(_done.Looked, $"{_done.Found} found, {bytes >> 20} of {mail.Bytes >> 20} MiB"),
            Refused);
        _found.Remove(mail);
        if (arrival is null)
        {
            Missing(mail.Uid);
        }
        else if (isAll)
        {
            _waiting.Add(new DownloadedMail(mail, arrival));
        }
        else
        {
            arrival.Dispose();
            IsTooLarge(mail, Limit + 1);
        }
    }

    /// <summary>Lets what is fetched be read, once the batch before it is.</summary>
    private void Take(ulong modSeq = 0)
    {
        Settle();
        DownloadedMail[] mails = [.. _waiting.OrderBy(mail => mail.Remote.Uid)];
        _waiting.Clear();
        _again.ExceptWith(mails.Select(mail => mail.Remote.Uid));
        var batch = new FetchBatch(Account, folder, destination, account.MarkSeen, Progress(modSeq), mails);
        _batch = Task.Run(() => fetching.Take(batch));
    }

    private void TakeRest(ulong modSeq = 0)
    {
        Take(modSeq);
        Settle();
    }

    /// <summary>How far the folder is looked through when all that is fetched is read.</summary>
    private FolderProgress Progress(ulong modSeq)
    {
        uint last = _found.Select(mail => mail.Uid).Where(uid => uid > _start).Select(uid => uid - 1).Append(_last).Min();
        return new FolderProgress(_validity, last, modSeq, [.. _again]);
    }

    private void Settle()
    {
        if (_batch is not { } batch)
            return;
        _batch = null;
        BatchOutcome outcome = batch.GetAwaiter().GetResult();
        _again.UnionWith(outcome.Again);
        _done = _done with
        {
            Delivered = _done.Delivered + outcome.Delivered.Count,
            Unreadable = _done.Unreadable + outcome.Unreadable,
            Later = _done.Later + outcome.Later,
        };
        _again.UnionWith(outcome.Left);
        uint[] marked = account.MarkSeen ? [.. outcome.Delivered, .. outcome.Known] : [];
        if (marked.Length > 0)
            mailbox.MarkSeen(marked);
        if (marked.Length > 0 || outcome.Left.Count > 0)
            Keep([.. outcome.Left], marked);
    }

    /// <summary>Notes what the batch's own transaction could not know.</summary>
    private void Keep(uint[] left, uint[] marked) => fetching.Ask(
        transaction =>
        {
            if (transaction.FetchLog.Progress(Account, folder) is { } progress)
                transaction.FetchLog.Put(Account, folder, progress with { Again = [.. progress.Again.Except(marked).Union(left)] });
            return true;
        },
        commit: true);
}
