using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;
using CommandException = OtrMail.Cli.Terminal.CommandException;

namespace OtrMail.Cli.Transport;

/// <summary>
/// An IMAP account (RFC 3501): finds OTR-Mail by structure, fetches it without marking it, waits for more. Trouble with the
/// server comes as <see cref="ServerAwayException"/>; what the user has to mend as <see cref="CommandException"/>.
/// </summary>
/// <param name="account">The account.</param>
/// <param name="login">Connects and authenticates.</param>
internal sealed class ImapMailbox(ImapSettings account, ServerLogin login) : IDisposable
{
    private const int ChunkSize = 500;
    private const int PeekBytes = 16;

    private readonly ImapClient _client = new() { Timeout = 60_000 };
    private IMailFolder? _folder;
    private int _countSeen;

    /// <summary>Whether the server tells about new mail by itself (IDLE, RFC 2177).</summary>
    public bool CanIdle => _client.Capabilities.HasFlag(ImapCapabilities.Idle);

    private int DefaultPort => account.Server.Tls == TlsMode.Tls ? 993 : 143;

    /// <summary>Connects.</summary>
    public void Open() => login.Open(_client, DefaultPort);

    /// <summary>What the server says of a folder without opening it.</summary>
    public RemoteFolder Status(string name, CancellationToken stop) => Guard(() =>
    {
        IMailFolder folder = Find(name, stop);
        StatusItems items = StatusItems.UidValidity | StatusItems.UidNext;
        if (_client.Capabilities.HasFlag(ImapCapabilities.CondStore))
            items |= StatusItems.HighestModSeq;
        folder.Status(items, stop);
        return new RemoteFolder(folder.UidValidity, folder.UidNext?.Id ?? 0, folder.HighestModSeq);
    });

    /// <summary>Opens a folder: to be read only, unless mails are to be marked.</summary>
    public RemoteFolder Select(string name, bool toMark, CancellationToken stop) => Guard(() =>
    {
        _folder = Find(name, stop);
        _folder.Open(toMark ? FolderAccess.ReadWrite : FolderAccess.ReadOnly, stop);
        return new RemoteFolder(_folder.UidValidity, _folder.UidNext?.Id ?? 0, _folder.HighestModSeq);
    });

    /// <summary>The UIDs of the open folder above this one, and those of <paramref name="again"/> that are still there; in order.</summary>
    public IReadOnlyList<uint> UidsAfter(uint last, IReadOnlyList<uint> again, CancellationToken stop) => Guard<IReadOnlyList<uint>>(() =>
    {
        _countSeen = _folder!.Count;
        if (_folder.Count == 0 || last == uint.MaxValue)
            return [];
        SearchQuery wanted = SearchQuery.Uids(new UniqueIdRange(new UniqueId(last + 1), UniqueId.MaxValue));
        if (again.Count > 0)
            wanted = wanted.Or(SearchQuery.Uids([.. again.Select(uid => new UniqueId(uid))]));
        HashSet<uint> asked = [.. again];
        // a range with a star names the last mail even when it is older (RFC 3501, section 9)
        return [.. _folder.Search(wanted, stop).Select(uid => uid.Id).Where(uid => uid > last || asked.Contains(uid)).Order()];
    });

    /// <summary>Those of the mails that are OTR-Mail by their structure, in order.</summary>
    public IEnumerable<RemoteMail> Find(IReadOnlyList<uint> uids, Action<uint> looked, CancellationToken stop)
    {
        foreach (uint[] chunk in uids.Chunk(ChunkSize))
        {
            IList<IMessageSummary> summaries = Guard(() => _folder!.Fetch(
                [.. chunk.Select(uid => new UniqueId(uid))],
                MessageSummaryItems.UniqueId | MessageSummaryItems.BodyStructure | MessageSummaryItems.InternalDate
                | MessageSummaryItems.Flags | MessageSummaryItems.Size,
                stop));
            foreach (IMessageSummary summary in summaries.OrderBy(one => one.UniqueId.Id))
            {
                if (Holds(summary, stop))
                {
                    yield return new RemoteMail(
                        summary.UniqueId.Id, summary.Size ?? 0, summary.InternalDate ?? DateTimeOffset.UnixEpoch, Letters(summary.Flags ?? MessageFlags.None));
                }

                looked(summary.UniqueId.Id);
            }
        }
    }

    /// <summary>The whole mail as it is on the server; null when it is gone. It is not marked as seen (BODY.PEEK).</summary>
    public byte[]? Fetch(uint uid, CancellationToken stop) => Guard(() => Read(() => _folder!.GetStream(new UniqueId(uid), stop)));

    /// <summary>Marks mails as seen.</summary>
    public void MarkSeen(IReadOnlyList<uint> uids, CancellationToken stop) => Guard(() =>
    {
        _folder!.AddFlags([.. uids.Select(uid => new UniqueId(uid))], MessageFlags.Seen, silent: true, stop);
        return true;
    });

    /// <summary>Waits until the open folder changes, or for the time given.</summary>
    public void Wait(TimeSpan time, CancellationToken stop)
    {
        if (!CanIdle)
        {
            stop.WaitHandle.WaitOne(time);
            return;
        }

        using var done = new CancellationTokenSource(time);
        using CancellationTokenRegistration stopping = stop.Register(done.Cancel);
        void Changed(object? sender, EventArgs e) => done.Cancel();
        Guard(() =>
        {
            _folder!.CountChanged += Changed;
            try
            {
                // what came while the folder was looked through was told then, and is not told again
                if (_folder.Count != _countSeen)
                    return true;
                _client.Idle(done.Token, CancellationToken.None);
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
        try
        {
            if (_client.IsConnected)
                _client.Disconnect(quit: true);
        }
        catch (Exception e) when (IsTrouble(e))
        {
            // all that was wanted is here
        }

        _client.Dispose();
    }

    private IMailFolder Find(string name, CancellationToken stop)
    {
        try
        {
            return name.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? _client.Inbox! : _client.GetFolder(name, stop);
        }
        catch (FolderNotFoundException e)
        {
            throw new CommandException(
                ExitCode.Configuration, $"{account.Server.Host}: there is no folder '{name}'", $"see folders in [imap.{account.Server.Name}]", e);
        }
    }

    private bool Holds(IMessageSummary summary, CancellationToken stop)
    {
        MailStructure? structure = MailStructure.Of(summary.Body);
        return structure is null || structure.IsOtrMail
            || structure.Doubtful.Any(section => MailStructure.BeginsPacket(Start(summary.UniqueId, section, stop)));
    }

    private byte[] Start(UniqueId uid, string section, CancellationToken stop) =>
        Guard(() => Read(() => _folder!.GetStream(uid, section.Length == 0 ? "1" : section, 0, PeekBytes, stop))) ?? [];

    private static byte[]? Read(Func<Stream> open)
    {
        try
        {
            using Stream stream = open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (MessageNotFoundException)
        {
            return null; // somebody has deleted it
        }
    }

    private static string Letters(MessageFlags flags)
    {
        (MessageFlags Flag, char Letter)[] letters =
        [
            (MessageFlags.Draft, 'D'), (MessageFlags.Flagged, 'F'), (MessageFlags.Answered, 'R'), (MessageFlags.Seen, 'S'), (MessageFlags.Deleted, 'T'),
        ];
        return string.Concat(letters.Where(one => flags.HasFlag(one.Flag)).Select(one => one.Letter));
    }

    private static T Guard<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (IsTrouble(e))
        {
            throw new ServerAwayException(e.Message.Split('\n')[0].TrimEnd('.', '\r'), e);
        }
    }

    private static bool IsTrouble(Exception e) => e is IOException or SocketException or TimeoutException or OperationCanceledException
        or ProtocolException or MailKit.CommandException or ServiceNotConnectedException or ServiceNotAuthenticatedException or FolderNotOpenException;
}
