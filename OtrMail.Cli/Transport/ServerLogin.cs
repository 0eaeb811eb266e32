using System.Net.Sockets;
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
/// The password is asked for once, however often a connection is opened.
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

    private string? _secret;

    /// <summary>Connects and authenticates.</summary>
    /// <param name="client">The client; not connected.</param>
    /// <param name="port">The port, if the settings name none.</param>
    /// <exception cref="CommandException">77: certificate or password are wrong or missing, or the server offers no protection.
    /// 69: the password command failed.</exception>
    /// <exception cref="ServerAwayException">It is not reachable, or breaks off.</exception>
    public void Open(MailService client, int port)
    {
        var trust = new ServerTrust(server);
        trust.Guard(client);
        try
        {
            client.Connect(server.Host, server.Port > 0 ? server.Port : port, Protection());
            Authenticate(client);
        }
        catch (SslHandshakeException e)
        {
            throw trust.Refusal is { } refusal
                ? Refused(refusal, $"compare it with what the server's operator says, then set certificate in [{table}]", e)
                : new ServerAwayException("no protected connection can be made", e);
        }
        catch (NotSupportedException e)
        {
            throw client.IsConnected
                ? Refused("it offers no way to show who you are that is known here", $"see user and auth in [{table}]", e)
                : Refused("it offers no STARTTLS", $"see tls in [{table}]; somebody on the way may have taken the offer away", e);
        }
        catch (Exception e) when (e is IOException or SocketException or TimeoutException or OperationCanceledException
            or ProtocolException or MailKit.CommandException)
        {
            throw new ServerAwayException(e.Message, e);
        }
    }

    private SecureSocketOptions Protection() => server.Tls switch
    {
        TlsMode.Tls => SecureSocketOptions.SslOnConnect,
        TlsMode.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };

    private void Authenticate(MailService client)
    {
        if (server.User is not { } user)
            return;
        _secret ??= Secret(user);
        try
        {
            if (server.Auth == AuthMethod.XOAuth2)
            {
                client.Authenticate(new SaslMechanismOAuth2(user, _secret));
                return;
            }

            client.AuthenticationMechanisms.IntersectWith(PasswordMechanisms);
            client.Authenticate(user, _secret);
        }
        catch (AuthenticationException e) when (e.Message.StartsWith('4'))
        {
            throw new ServerAwayException(e.Message, e); // an SMTP code: it cannot look at passwords now
        }
        catch (AuthenticationException e)
        {
            _secret = null;
            throw Refused($"it does not take the password of {user}: {e.Message}", $"see password_command and auth in [{table}]", e);
        }
    }

    private string Secret(string user)
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
