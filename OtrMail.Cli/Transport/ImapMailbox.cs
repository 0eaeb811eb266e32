using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using OtrMail.Cli.Settings;
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

    private readonly ImapConnection _server = new(account, login, stop);
    private MemoryStream? _piece;
    private int _reopenings;
    private int _countSeen;

    /// <summary>Whether the server tells about new mail by itself (IDLE, RFC 2177).</summary>
    public bool CanIdle => _server.Client.Capabilities.HasFlag(ImapCapabilities.Idle);

    private IMailFolder Folder => _server.Folder;

    /// <inheritdoc cref="ImapConnection.Open"/>
    public void Open() => _server.Open();

    /// <inheritdoc cref="ImapConnection.Status"/>
    public RemoteFolder Status(string name) => _server.Status(name);

    /// <inheritdoc cref="ImapConnection.Select"/>
    public RemoteFolder Select(string name, bool toMark, FolderProgress? known, bool comesAgain) => _server.Select(name, toMark, known, comesAgain);

    /// <summary>The UIDs of the open folder above this one, and those of <paramref name="again"/> that are still there; in order.</summary>
    public IReadOnlyList<uint> UidsAfter(uint last, IReadOnlyList<uint> again) => _server.Guard<IReadOnlyList<uint>>(() =>
    {
        _countSeen = Folder.Count;
        if (_server.Resync?.Uids is { } told)
            return [.. told.Where(uid => uid > last || again.Contains(uid))];
        if (Folder.Count == 0 || (last == uint.MaxValue && again.Count == 0))
            return [];
        SearchQuery wanted = SearchQuery.Uids(new UniqueIdRange(new UniqueId(last < uint.MaxValue ? last + 1 : last), UniqueId.MaxValue));
        if (again.Count > 0)
            wanted = wanted.Or(SearchQuery.Uids([.. again.Select(uid => new UniqueId(uid))]));
        HashSet<uint> asked = [.. again];
        // a range with a star names the last mail even when it is older (RFC 3501, section 9)
        return [.. Folder.Search(wanted, stop).Select(uid => uid.Id).Where(uid => uid > last || asked.Contains(uid)).Distinct().Order()];
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
                some => _server.Guard(() => Summaries(some, summaries, MessageSummaryItems.BodyStructure)),
                refused,
                ServerTrouble.IsUnreadable,
                uid => _server.Guard(() => Summaries([uid], summaries, MessageSummaryItems.None)));
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
        some => _server.Guard(() =>
        {
            _server.Meter.Allow(mails.Where(mail => some.Contains(mail.Uid)).Sum(mail => mail.Bytes) + SizeError);
            ((ImapFolder)Folder).GetStreams([.. some.Select(uid => new UniqueId(uid))], (_, _, uid, stream) => got(uid.Id, Bytes(stream)), stop);
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
                return _server.Guard(() => Piece(mail.Uid, offset, count));
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
    public void MarkSeen(IReadOnlyList<uint> uids) => _server.Guard(() =>
    {
        Folder.AddFlags([.. uids.Select(uid => new UniqueId(uid))], MessageFlags.Seen, silent: true, stop);
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
            abort.CancelAfter(ImapConnection.Goodbye);
        });
        void Changed(object? sender, EventArgs e) => done.Cancel();
        _server.Guard(() =>
        {
            Folder.CountChanged += Changed;
            try
            {
                // what came while the folder was looked through was told then, and is not told again
                if (Folder.Count != _countSeen)
                    return true;
                _server.Client.Idle(done.Token, abort.Token);
            }
            finally
            {
                Folder.CountChanged -= Changed;
            }

            return true;
        });
    }

    public void Dispose() => _server.Dispose();

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
            _reopenings++;
            _server.Reopen();
            if (uids.Length == 1)
            {
                unreadable(uids[0]);
                return;
            }
        }

        foreach (uint[] half in uids.Chunk((uids.Length + 1) / 2))
            OneByOne(half, ask, refused, isUnreadable, unreadable);
    }

    /// <summary>What the server tells of mails; without their structure they are fetched whatever they are.</summary>
    private bool Summaries(uint[] uids, Dictionary<uint, IMessageSummary> summaries, MessageSummaryItems structure)
    {
        _server.Meter.Allow(ServerMeter.Talk, isStructure: true);
        IList<IMessageSummary> all = Folder.Fetch(
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
    private byte[]? Start(UniqueId uid, string section) => _server.Guard<byte[]?>(() =>
    {
        try
        {
            _server.Meter.Allow(ServerMeter.Talk);
            return Bytes(Folder.GetStream(uid, section.Length == 0 ? "1" : section, 0, PeekBytes, stop));
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
        _server.Meter.Allow(count + SizeError);
        _server.Client.Piece = _piece ??= new MemoryStream(RemoteMailStream.PieceBytes);
        try
        {
            return Folder.GetStream(new UniqueId(uid), "", offset, count, stop);
        }
        finally
        {
            _server.Client.Piece = null;
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
}
