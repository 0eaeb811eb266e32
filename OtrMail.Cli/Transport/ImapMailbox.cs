using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;
using CommandException = OtrMail.Cli.Terminal.CommandException;

namespace OtrMail.Cli.Transport;

/// <summary>
/// An IMAP account (RFC 3501): finds OTR-Mail by structure, fetches it without marking it, waits for more. Trouble with the
/// server comes as <see cref="ServerAwayException"/>; what the user has to mend as <see cref="CommandException"/>; an end that was
/// asked for as <see cref="OperationCanceledException"/>.
/// </summary>
/// <param name="account">The account.</param>
/// <param name="login">Connects and authenticates.</param>
/// <param name="stop">Ends whatever is under way.</param>
internal sealed class ImapMailbox(ImapSettings account, ServerLogin login, CancellationToken stop) : IDisposable
{
    private const int ChunkSize = 500;
    private const int PeekBytes = 16;

    /// <summary>By how many bytes a server may be wrong about the size of mails, and what else it says while it gives them.</summary>
    private const long SizeError = 16 << 20;

    /// <summary>How often a connection is opened again because of answers that cannot be read: one such mail among 500 costs nine.</summary>
    private const int MostReopenings = 64;

    /// <summary>How long the server may take to say goodbye when the user wants to go.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(3);

    private readonly ServerMeter _meter = new();
    private MailboxClient? _client;
    private MemoryStream? _piece;
    private IMailFolder? _folder;
    private string _name = "";
    private bool _isToMark;
    private int _reopenings;
    private int _countSeen;
    private FolderResync? _resync;
    private bool _hasSelected;
    private bool _refusesResync;

    /// <summary>Whether the server tells about new mail by itself (IDLE, RFC 2177).</summary>
    public bool CanIdle => Client.Capabilities.HasFlag(ImapCapabilities.Idle);

    private MailboxClient Client => _client ??= new MailboxClient(_meter) { Timeout = 60_000 };

    private int DefaultPort => account.Server.Tls == TlsMode.Tls ? 993 : 143;

    /// <summary>Connects.</summary>
    public void Open() => login.Open(Client, DefaultPort, stop);

    /// <summary>What the server says of a folder without opening it.</summary>
    public RemoteFolder Status(string name) => Guard(() =>
    {
        IMailFolder folder = Find(name);
        StatusItems items = StatusItems.UidValidity | StatusItems.UidNext;
        if (Client.Capabilities.HasFlag(ImapCapabilities.CondStore))
            items |= StatusItems.HighestModSeq;
        folder.Status(items, stop);
        return new RemoteFolder(folder.UidValidity, folder.UidNext?.Id ?? 0, folder.HighestModSeq);
    });

    /// <summary>Opens a folder: to be read only, unless mails are to be marked.</summary>
    /// <param name="name">Which.</param>
    /// <param name="toMark">Whether mails are to be marked.</param>
    /// <param name="known">How far it was looked through; what came and went since then is told at once where the server can (QRESYNC).</param>
    /// <param name="comesAgain">Whether it will be opened again.</param>
    public RemoteFolder Select(string name, bool toMark, FolderProgress? known = null, bool comesAgain = false)
    {
        (_name, _isToMark, _resync) = (name, toMark, null);
        FolderAccess access = toMark ? FolderAccess.ReadWrite : FolderAccess.ReadOnly;
        bool isOpen = TryResync(access, known, comesAgain);
        return Guard(() =>
        {
            if (!isOpen)
            {
                _folder = Find(name);
                _folder.Open(access, stop);
                // Courier numbers mails anew at each opening, until somebody may write: then it keeps the numbers, and only \Recent changes
                if (_folder is { UidNext: null, HighestModSeq: 0 } && !toMark)
                    _folder.Open(FolderAccess.ReadWrite, stop);
                if (_folder.Access == FolderAccess.None)
                    _folder.Open(access, stop); // it did not say what was granted
            }

            _hasSelected = true;
            return new RemoteFolder(_folder!.UidValidity, _folder.UidNext?.Id ?? 0, _folder.HighestModSeq);
        });
    }

    /// <summary>The UIDs of the open folder above this one, and those of <paramref name="again"/> that are still there; in order.</summary>
    public IReadOnlyList<uint> UidsAfter(uint last, IReadOnlyList<uint> again) => Guard<IReadOnlyList<uint>>(() =>
    {
        _countSeen = _folder!.Count;
        if (_resync?.Uids is { } told)
            return [.. told.Where(uid => uid > last || again.Contains(uid))];
        if (_folder.Count == 0 || (last == uint.MaxValue && again.Count == 0))
            return [];
        SearchQuery wanted = SearchQuery.Uids(new UniqueIdRange(new UniqueId(last < uint.MaxValue ? last + 1 : last), UniqueId.MaxValue));
        if (again.Count > 0)
            wanted = wanted.Or(SearchQuery.Uids([.. again.Select(uid => new UniqueId(uid))]));
        HashSet<uint> asked = [.. again];
        // a range with a star names the last mail even when it is older (RFC 3501, section 9)
        return [.. _folder.Search(wanted, stop).Select(uid => uid.Id).Where(uid => uid > last || asked.Contains(uid)).Distinct().Order()];
    });

    /// <summary>Those of the mails that are OTR-Mail by their structure, in order.</summary>
    /// <param name="uids">Which mails.</param>
    /// <param name="looked">Told of each that was looked at.</param>
    /// <param name="refused">Told of each that the server cannot tell anything about, now.</param>
    /// <param name="missing">Told of each that the server says nothing about: it is gone, or the server is wrong.</param>
    public IEnumerable<RemoteMail> Find(IReadOnlyList<uint> uids, Action<uint> looked, Action<uint> refused, Action<uint> missing)
    {
        foreach (uint[] chunk in uids.Chunk(ChunkSize))
        {
            Dictionary<uint, IMessageSummary> summaries = [];
            OneByOne(
                chunk,
                some => Guard(() => Summaries(some, summaries, MessageSummaryItems.BodyStructure)),
                refused,
                ServerTrouble.IsUnreadable,
                uid => Guard(() => Summaries([uid], summaries, MessageSummaryItems.None)));
            foreach (uint uid in chunk)
            {
                if (!summaries.TryGetValue(uid, out IMessageSummary? summary))
                    missing(uid);
                else if (Holds(summary))
                    yield return RemoteMail.Of(summary);
                looked(uid);
            }
        }
    }

    /// <summary>
    /// The whole mails as they are on the server, each as it comes; of those that are gone nothing comes. They are not marked as
    /// seen (BODY.PEEK).
    /// </summary>
    /// <param name="mails">Which.</param>
    /// <param name="got">Takes one.</param>
    /// <param name="refused">Told of each that the server cannot give, now.</param>
    /// <param name="longer">Told of each that is much longer than the server says; it is there, to be read by <see cref="Read"/>.</param>
    public void Fetch(IReadOnlyList<RemoteMail> mails, Action<uint, byte[]> got, Action<uint> refused, Action<uint> longer) => OneByOne(
        [.. mails.Select(mail => mail.Uid)],
        some => Guard(() =>
        {
            _meter.Allow(mails.Where(mail => some.Contains(mail.Uid)).Sum(mail => mail.Bytes) + SizeError);
            ((ImapFolder)_folder!).GetStreams([.. some.Select(uid => new UniqueId(uid))], (_, _, uid, stream) => got(uid.Id, Bytes(stream)), stop);
            return true;
        }),
        refused,
        ServerTrouble.IsTooMuch,
        longer);

    /// <summary>Reads a long mail piece by piece, as <see cref="Fetch"/> does not.</summary>
    /// <param name="mail">Which.</param>
    /// <param name="read">Reads it from front to end.</param>
    /// <param name="got">Told how much of it is here.</param>
    /// <param name="refused">Told when the server cannot give it, now.</param>
    /// <returns>Null when there is nothing: the mail is gone, or refused.</returns>
    public T? Read<T>(RemoteMail mail, Func<Stream, T> read, Action<long> got, Action<uint> refused)
        where T : class
    {
        using var stream = new RemoteMailStream(
            (offset, count) =>
            {
                got(offset);
                return Guard(() => Piece(mail.Uid, offset, count));
            },
            mail.Bytes);
        try
        {
            return read(stream);
        }
        catch (ServerAwayException e) when (e.InnerException is MessageNotFoundException)
        {
            return null;
        }
        catch (ServerAwayException e) when (ServerTrouble.IsRefusal(e))
        {
            refused(mail.Uid);
            return null;
        }
    }

    /// <summary>Marks mails as seen.</summary>
    public void MarkSeen(IReadOnlyList<uint> uids) => Guard(() =>
    {
        _folder!.AddFlags([.. uids.Select(uid => new UniqueId(uid))], MessageFlags.Seen, silent: true, stop);
        return true;
    });

    /// <summary>Waits until the open folder changes, or for the time given.</summary>
    public void Wait(TimeSpan time)
    {
        if (!CanIdle)
        {
            stop.WaitHandle.WaitOne(time);
            return;
        }

        using var done = new CancellationTokenSource(time);
        using var abort = new CancellationTokenSource();
        using CancellationTokenRegistration stopping = stop.Register(() =>
        {
            done.Cancel();
            abort.CancelAfter(Goodbye);
        });
        void Changed(object? sender, EventArgs e) => done.Cancel();
        Guard(() =>
        {
            _folder!.CountChanged += Changed;
            try
            {
                // what came while the folder was looked through was told then, and is not told again
                if (_folder.Count != _countSeen)
                    return true;
                Client.Idle(done.Token, abort.Token);
            }
            finally
            {
                _folder.CountChanged -= Changed;
            }

            return true;
        });
    }

    public void Dispose()
    {
        using var patience = new CancellationTokenSource(Goodbye);
        try
        {
            if (Client.IsConnected)
                Client.Disconnect(quit: true, patience.Token);
        }
        catch (Exception e) when (ServerTrouble.Is(e))
        {
            // all that was wanted is here
        }

        Client.Dispose();
    }

    /// <summary>
    /// Opens the folder with QRESYNC where that tells something and the server offers it; false when it is to be opened without. It is
    /// enabled when it is first needed, before any folder is open: for a single look it would cost as much as it saves.
    /// </summary>
    private bool TryResync(FolderAccess access, FolderProgress? known, bool comesAgain)
    {
        bool isServed = FolderResync.Serves(known);
        if (_refusesResync || !Client.Capabilities.HasFlag(ImapCapabilities.QuickResync) || (!isServed && !comesAgain))
            return false;
        try
        {
            return Guard(() =>
            {
                if (!_hasSelected)
                    Client.EnableQuickResync(stop);
                _folder = Find(_name);
                if (!isServed || !_folder.Supports(FolderFeature.QuickResync))
                    return false;
                _resync = new FolderResync(known!);
                _resync.Open(_folder, access, stop);
                return true;
            });
        }
        catch (ServerAwayException)
        {
            // it offers what it cannot do, or is away: the plain way tells which
            (_refusesResync, _resync) = (true, null);
            if (!Client.IsConnected)
                Reconnect();
            return false;
        }
    }

    private IMailFolder Find(string name)
    {
        try
        {
            IMailFolder folder = name.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? Client.Inbox! : Client.GetFolder(name, stop);
            return (folder.Attributes & (FolderAttributes.NoSelect | FolderAttributes.NonExistent)) == 0 ? folder : throw WrongFolder($"'{name}' holds folders only, no mail");
        }
        catch (Exception e) when (e is FolderNotFoundException or ArgumentException)
        {
            throw WrongFolder($"there is no folder '{name}'", e);
        }
    }

    private CommandException WrongFolder(string what, Exception? e = null) =>
        new(ExitCode.Configuration, $"{account.Server.Host}: {what}", $"see folders in [imap.{account.Server.Name}]", e);

    /// <summary>
    /// A mail that the server cannot read itself spoils a command for all that were asked for with it; so does one of which it tells what cannot
    /// be read here, and then the connection is lost, too. Any stranger can send such a mail.
    /// </summary>
    private void OneByOne(uint[] uids, Action<uint[]> ask, Action<uint> refused, Func<ServerAwayException, bool> isUnreadable, Action<uint> unreadable)
    {
        try
        {
            ask(uids);
            return;
        }
        catch (ServerAwayException e) when (ServerTrouble.IsRefusal(e) && uids.Length > 1)
        {
            // one of them
        }
        catch (ServerAwayException e) when (ServerTrouble.IsRefusal(e))
        {
            refused(uids[0]);
            return;
        }
        catch (ServerAwayException e) when (isUnreadable(e) && _reopenings < MostReopenings)
        {
            Reopen();
            if (uids.Length == 1)
            {
                unreadable(uids[0]);
                return;
            }
        }

        foreach (uint[] half in uids.Chunk((uids.Length + 1) / 2))
            OneByOne(half, ask, refused, isUnreadable, unreadable);
    }

    private void Reopen()
    {
        _reopenings++;
        uint validity = _folder!.UidValidity;
        Reconnect();
        if (Select(_name, _isToMark).UidValidity != validity)
            throw new ServerAwayException("the folder has changed");
    }

    private void Reconnect()
    {
        _client?.Dispose();
        _client = null;
        _hasSelected = false;
        Open();
    }

    /// <summary>What the server tells of mails; without their structure they are fetched whatever they are.</summary>
    private bool Summaries(uint[] uids, Dictionary<uint, IMessageSummary> summaries, MessageSummaryItems structure)
    {
        _meter.Allow(ServerMeter.Talk, isStructure: true);
        IList<IMessageSummary> all = _folder!.Fetch(
            [.. uids.Select(uid => new UniqueId(uid))],
            structure | MessageSummaryItems.UniqueId | MessageSummaryItems.InternalDate | MessageSummaryItems.Flags | MessageSummaryItems.Size,
            stop);
        // a server also tells unasked what happens to other mails, and to these ones twice
        foreach (IMessageSummary one in all)
        {
            if (one.UniqueId.IsValid && one.Fields.HasFlag(structure | MessageSummaryItems.Size))
                summaries[one.UniqueId.Id] = one;
        }

        return true;
    }

    private bool Holds(IMessageSummary summary)
    {
        MailStructure? structure = MailStructure.Of(summary.Body, summary.Size ?? 0);
        return structure is null || structure.IsOtrMail || structure.HasNoParts
            || structure.Doubtful.Any(section => Start(summary.UniqueId, section) is not { } start || MailStructure.BeginsPacket(start));
    }

    /// <summary>The first bytes of a part; null when the server cannot tell.</summary>
    private byte[]? Start(UniqueId uid, string section) => Guard<byte[]?>(() =>
    {
        try
        {
            _meter.Allow(ServerMeter.Talk);
            return Bytes(_folder!.GetStream(uid, section.Length == 0 ? "1" : section, 0, PeekBytes, stop));
        }
        catch (MessageNotFoundException)
        {
            return []; // somebody has deleted it
        }
        catch (ImapCommandException)
        {
            return null;
        }
    });

    private Stream Piece(uint uid, int offset, int count)
    {
        _meter.Allow(count + SizeError);
        Client.Piece = _piece ??= new MemoryStream(RemoteMailStream.PieceBytes);
        try
        {
            return _folder!.GetStream(new UniqueId(uid), "", offset, count, stop);
        }
        finally
        {
            Client.Piece = null;
        }
    }

    private static byte[] Bytes(Stream stream)
    {
        using (stream)
        {
            if (stream is MemoryStream memory && memory.GetBuffer() is { } all && all.Length == memory.Length)
                return all;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }

    private T Guard<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (ServerTrouble.Is(e) && !stop.IsCancellationRequested)
        {
            throw ServerTrouble.From(e);
        }
        catch (Exception e) when (ServerTrouble.Is(e))
        {
            throw new OperationCanceledException(stop);
        }
    }
}
