using System.Security.Cryptography;
using System.Text;
using MailKit;
using MailKit.Security;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;
using CommandException = OtrMail.Cli.Terminal.CommandException;

namespace OtrMail.Cli.Transport;

/// <summary>
/// Opens a connection to the user's mail server as the settings say: protected, to the right server, and shown who he is.
/// The password is asked for once, however often a connection is opened; a command is asked again when the server does not
/// take what it said before.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="table">The account's table in config.toml: <c>smtp.work</c>.</param>
/// <param name="context">Where a password is asked for.</param>
internal sealed class ServerLogin(ServerSettings server, string table, CliContext context)
{
    /// <summary>What a password serves; which of them is strongest, the library knows.</summary>
    private static readonly string[] PasswordMechanisms =
    [
        "SCRAM-SHA-512-PLUS", "SCRAM-SHA-512", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-1", "PLAIN", "LOGIN",
    ];

    private readonly Lock _turn = new();
    private string? _secret;

    /// <summary>Connects and authenticates.</summary>
    /// <param name="client">The client; not connected.</param>
    /// <param name="port">The port, if the settings name none.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="CommandException">77: certificate or password are wrong or missing, or the server offers no protection.
    /// 69: the password command failed.</exception>
    /// <exception cref="ServerAwayException">It is not reachable, or breaks off.</exception>
    public void Open(MailService client, int port, CancellationToken stop = default)
    {
        var trust = new ServerTrust(server);
        trust.Guard(client);
        try
        {
            client.Connect(server.Host, server.Port > 0 ? server.Port : port, Protection(), stop);
            Authenticate(client, stop);
        }
        catch (SslHandshakeException e)
        {
            throw trust.Refusal is { } refusal
                ? Refused(refusal, $"compare it with what the server's operator says, then set certificate in [{table}]", e)
                : new ServerAwayException("no protected connection can be made", e);
        }
        catch (AuthenticationException e)
        {
            Forget();
            throw Refused($"it does not take the password of {server.User}: {e.Message}", $"see password_command and auth in [{table}]", e);
        }
        catch (NotSupportedException e)
        {
            throw client.IsConnected
                ? Refused("it offers no way to show who you are that is known here", $"see user and auth in [{table}]", e)
                : Refused("it offers no STARTTLS", $"see tls in [{table}]; somebody on the way may have taken the offer away", e);
        }
        catch (Exception e) when (ServerTrouble.Is(e) && !stop.IsCancellationRequested)
        {
            throw ServerTrouble.From(e);
        }
    }

    private SecureSocketOptions Protection() => server.Tls switch
    {
        TlsMode.Tls => SecureSocketOptions.SslOnConnect,
        TlsMode.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };

    private void Authenticate(MailService client, CancellationToken stop)
    {
        // an IMAP server that knows who is there says so (PREAUTH, RFC 3501, section 7.1.4)
        if (server.User is not { } user || client.IsAuthenticated)
            return;
        string secret = SecretOf(user, out bool isOld);
        try
        {
            Show(client, user, secret, stop);
        }
        catch (AuthenticationException e) when (isOld)
        {
            // the password may have changed: what was asked for long ago is asked for anew
            Forget();
            throw new ServerAwayException($"it does not take the password of {user} any more", e);
        }
    }

    private void Show(MailService client, string user, string secret, CancellationToken stop)
    {
        var meter = client.ProtocolLogger as ServerMeter;
        meter?.IsListening = true;
        try
        {
            if (server.Auth == AuthMethod.XOAuth2)
            {
                client.Authenticate(new SaslMechanismOAuth2(user, secret), stop);
                return;
            }

            client.AuthenticationMechanisms.IntersectWith(PasswordMechanisms);
            client.Authenticate(Encoding.UTF8, user, secret, stop);
        }
        catch (AuthenticationException e) when (e.Message.StartsWith('4') || meter?.IsPassing == true)
        {
            // an SMTP code, or an IMAP one: it cannot look at passwords now
            throw new ServerAwayException(e.Message.Length > 0 ? e.Message : "it cannot look at passwords now", e);
        }
        finally
        {
            meter?.IsListening = false;
        }
    }

    private string SecretOf(string user, out bool isOld)
    {
        // several connections of one account open at the same time
        lock (_turn)
        {
            isOld = _secret is not null && server.PasswordCommand is not null;
            // an access token lives for an hour: a connection that was lost needs another one
            if (_secret is null || (isOld && server.Auth == AuthMethod.XOAuth2))
                (_secret, isOld) = (Ask(user), false);
            return _secret;
        }
    }

    private void Forget()
    {
        lock (_turn)
            _secret = null;
    }

    private string Ask(string user)
    {
        byte[]? secret = server.PasswordCommand is { } command
            ? new SecretCommand("password command", $"check password_command in [{table}]").Run(command)
            : context.Prompt.AskSecret($"Password of {Printable.Of(user)} at {Printable.Of(server.Host)}: ");
        if (secret is null)
            throw Refused($"the password of {user} is not given", $"set password_command in [{table}]", null);
        string text = Encoding.UTF8.GetString(secret);
        CryptographicOperations.ZeroMemory(secret);
        return text;
    }

    private CommandException Refused(string what, string hint, Exception? inner) =>
        new(ExitCode.Refused, $"{server.Host}: {what.TrimEnd('.')}", hint, inner);
}
