using MailKit;
using MailKit.Net.Imap;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;
using CommandException = OtrMail.Cli.Terminal.CommandException;

namespace OtrMail.Cli.Transport;

/// <summary>
/// A connection to an IMAP server, and the folder that is open in it. Trouble with the server comes as <see cref="ServerAwayException"/>;
/// what the user has to mend as <see cref="CommandException"/>; an end that was asked for as <see cref="OperationCanceledException"/>.
/// </summary>
/// <param name="account">The account.</param>
/// <param name="login">Connects and authenticates.</param>
/// <param name="stop">Ends whatever is under way.</param>
internal sealed class ImapConnection(ImapSettings account, ServerLogin login, CancellationToken stop) : IDisposable
{
    /// <summary>How long the server may take to say goodbye when the user wants to go.</summary>
    public static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(3);

    private MailboxClient? _client;
    private IMailFolder? _folder;
    private string _name = "";
    private bool _isToMark;
    private bool _hasSelected;
    private bool _refusesResync;

    /// <summary>Listens to the server.</summary>
    public ServerMeter Meter { get; } = new();

    /// <summary>The client.</summary>
    public MailboxClient Client => _client ??= new MailboxClient(Meter) { Timeout = 60_000 };

    /// <summary>The open folder.</summary>
    public IMailFolder Folder => _folder ?? throw new InvalidOperationException("no folder is open");

    /// <summary>What the server told by itself when the folder was opened; null when it told nothing.</summary>
    public FolderResync? Resync { get; private set; }

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
        (_name, _isToMark, Resync) = (name, toMark, null);
        FolderAccess access = toMark ? FolderAccess.ReadWrite : FolderAccess.ReadOnly;
        bool isOpen = TryResync(access, known, comesAgain);
        return Guard(() =>
        {
            if (!isOpen)
            {
                _folder = Find(name);
                Meter.Listen(() => _folder.Open(access, stop));
                // Courier numbers mails anew at each opening, until somebody may write: then it keeps the numbers, and only \Recent changes
                if (!toMark && !Meter.ToldNextUid && _folder.HighestModSeq == 0)
                    _folder.Open(FolderAccess.ReadWrite, stop);
                if (_folder.Access == FolderAccess.None)
                    _folder.Open(access, stop); // it did not say what was granted
            }

            _hasSelected = true;
            return new RemoteFolder(_folder!.UidValidity, _folder.UidNext?.Id ?? 0, _folder.HighestModSeq);
        });
    }

    /// <summary>Connects again, and opens the folder again that was open.</summary>
    public void Reopen()
    {
        uint validity = _folder!.UidValidity;
        Reconnect();
        if (Select(_name, _isToMark).UidValidity != validity)
            throw new ServerAwayException("the folder has changed");
    }

    /// <summary>Does something with the server; what goes wrong with it is told as this class tells it.</summary>
    public T Guard<T>(Func<T> act)
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
                Resync = new FolderResync(known!);
                Resync.Open(_folder, access, stop);
                return true;
            });
        }
        catch (ServerAwayException)
        {
            // it offers what it cannot do, or is away: the plain way tells which
            (_refusesResync, Resync) = (true, null);
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

    private void Reconnect()
    {
        _client?.Dispose();
        _client = null;
        _hasSelected = false;
        Open();
    }
}
