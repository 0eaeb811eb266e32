using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Streams;
using CommandException = OtrMail.Cli.Terminal.CommandException;

namespace OtrMail.Cli.Transport;

/// <summary>A submission server (RFC 6409). The connection is opened when it is first needed, and again when it broke.</summary>
/// <param name="account">The account.</param>
/// <param name="login">Connects and authenticates.</param>
internal sealed class SmtpRelay(SmtpSettings account, ServerLogin login) : IMailRelay
{
    /// <summary>Servers look through large mails before they answer the last dot.</summary>
    private const int TimeoutMilliseconds = 180_000;

    /// <summary>More than any header that this program makes or takes.</summary>
    private const int MostHeader = 256 << 10;

    private const int GreetingMilliseconds = 30_000;
    private const int FirstPermanent = 500;
    private const int AuthenticationRequired = 530;

    private Client? _client;

    /// <inheritdoc/>
    public string Name => account.Server.Host;

    /// <inheritdoc/>
    public IReadOnlyList<Handover> Ask(string sender, IReadOnlyList<Address> recipients, long bytes) => Guard(client =>
    {
        List<Handover> answers = [];
        Handover begun = Begin(client, sender, recipients, bytes);
        int inTransaction = 0;
        foreach (Address recipient in recipients)
        {
            Handover answer = begun.Status == HandoverStatus.Accepted ? Answer(client.Command(Rcpt(recipient))) : begun;
            // some take only so many recipients at a time (452)
            if (answer.Status == HandoverStatus.Later && inTransaction > 0)
            {
                client.Command("RSET");
                begun = Begin(client, sender, recipients, bytes);
                inTransaction = 0;
                answer = begun.Status == HandoverStatus.Accepted ? Answer(client.Command(Rcpt(recipient))) : begun;
            }

            inTransaction += answer.Status == HandoverStatus.Accepted ? 1 : 0;
            answers.Add(answer);
        }

        client.Command("RSET");
        return answers;
    });

    /// <inheritdoc/>
    public Handover HandOn(string sender, Address recipient, ByteSource mail) => Guard(client =>
    {
        using var stream = new SourceStream(mail);
        // its parts stay in the stream, and are read when they are sent
        using MimeMessage message = MimeMessage.Load(stream, persistent: true);
        FormatOptions options = FormatOptions.Default.Clone();
        options.International = client.TakesUtf8 && NeedsUtf8(sender, recipient, mail.Read(0, (int)Math.Min(mail.Length, MostHeader)));
        if (!client.TakesUtf8 && NeedsUtf8(sender, recipient, []))
            return Handover.Refused("the server takes no addresses beyond ASCII");
        try
        {
            client.Send(options, message, new MailboxAddress("", sender), [new MailboxAddress("", recipient.ToQuotedString())]);
            return Handover.Accepted;
        }
        catch (SmtpCommandException e)
        {
            return Answer((int)e.StatusCode, e.Message);
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_client is null)
            return;
        try
        {
            if (_client.IsConnected)
                _client.Disconnect(quit: true);
        }
        catch (Exception e) when (IsTrouble(e))
        {
            // all that was to be handed on is told
        }

        _client.Dispose();
    }

    private static Handover Begin(Client client, string sender, IReadOnlyList<Address> recipients, long bytes)
    {
        bool isUtf8 = recipients.Any(recipient => NeedsUtf8(sender, recipient, []));
        if (isUtf8 && !client.TakesUtf8)
            return Handover.Refused("the server takes no addresses beyond ASCII");
        string size = client.Capabilities.HasFlag(SmtpCapabilities.Size) ? $" SIZE={bytes}" : "";
        return Answer(client.Command($"MAIL FROM:<{sender}>{size}{(isUtf8 ? " SMTPUTF8" : "")}"));
    }

    private static string Rcpt(Address recipient) => $"RCPT TO:<{recipient.ToQuotedString()}>";

    private static bool NeedsUtf8(string sender, Address recipient, ReadOnlySpan<byte> mail)
    {
        int body = mail.IndexOf("\n\n"u8) is var lf and >= 0 ? lf : mail.IndexOf("\r\n\r\n"u8);
        ReadOnlySpan<byte> header = body < 0 ? mail : mail[..body];
        return !sender.All(char.IsAscii) || !recipient.ToString().All(char.IsAscii) || header.ContainsAnyExceptInRange((byte)0, (byte)127);
    }

    private static Handover Answer(SmtpResponse response) => Answer((int)response.StatusCode, response.Response);

    private static Handover Answer(int code, string text)
    {
        string reason = $"{code} {text.ReplaceLineEndings(" ").Trim()}";
        if (code == AuthenticationRequired)
            throw new CommandException(ExitCode.Refused, $"the server wants to know who you are: {reason}", "set user and password_command of the account");
        return code < 400 ? Handover.Accepted : code >= FirstPermanent ? Handover.Refused(reason) : Handover.Later(reason);
    }

    private T Guard<T>(Func<Client, T> act)
    {
        try
        {
            return act(Connected());
        }
        catch (Exception e) when (IsTrouble(e))
        {
            _client?.Dispose();
            _client = null;
            throw new ServerAwayException(OneLine(e), e);
        }
    }

    private Client Connected()
    {
        if (_client is { IsConnected: true })
            return _client;
        _client?.Dispose();
        // the name of this machine is nobody's business
        _client = new Client { Timeout = GreetingMilliseconds, LocalDomain = "localhost" };
        try
        {
            login.Open(_client, account.Server.Tls switch { TlsMode.Tls => 465, TlsMode.StartTls => 587, _ => 25 });
        }
        catch (ServerAwayException e)
        {
            throw new ServerAwayException(OneLine(e), e) { IsUnreachable = true };
        }

        _client.Timeout = TimeoutMilliseconds;
        return _client;
    }

    private static string OneLine(Exception e) => e.Message.Split('\n')[0].TrimEnd('.', '\r');

    private static bool IsTrouble(Exception e) => e is IOException or SocketException or TimeoutException or OperationCanceledException
        or ProtocolException or MailKit.CommandException or ServiceNotConnectedException or ServiceNotAuthenticatedException;

    /// <summary>A client whose commands can be given one by one.</summary>
    private sealed class Client : SmtpClient
    {
        public bool TakesUtf8 => Capabilities.HasFlag(SmtpCapabilities.UTF8);

        public SmtpResponse Command(string command) => SendCommand(command, CancellationToken.None);
    }
}
