using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;

namespace OtrMail.Cli.Transport;

/// <summary>
/// What the mail library throws when a server is away, breaks off, refuses a command or talks nonsense. The last comes out of its
/// parsers as whatever they stumbled over.
/// </summary>
internal static class ServerTrouble
{
    /// <summary>Whether it is the server's.</summary>
    public static bool Is(Exception e) => e is IOException or SocketException or TimeoutException or OperationCanceledException
        or ProtocolException or MailKit.CommandException or ServiceNotConnectedException or ServiceNotAuthenticatedException
        or FolderNotOpenException or FolderNotFoundException or MessageNotFoundException or SaslException || IsNonsense(e);

    /// <summary>As what the program takes it, in one line.</summary>
    public static ServerAwayException From(Exception e)
    {
        if (IsNonsense(e))
            return new ServerAwayException("it does not keep to the protocol", e);
        string line = e.Message.Split('\n')[0].TrimEnd('.', '\r', ' ');
        return new ServerAwayException(line.Length > 0 ? line : "it breaks off", e);
    }

    /// <summary>Whether the server is there and refuses what it was asked for (NO).</summary>
    public static bool IsRefusal(ServerAwayException e) => e.InnerException is ImapCommandException { Response: ImapCommandResponse.No };

    /// <summary>Whether the server is there and answers what cannot be read, for its size, its depth or its form.</summary>
    public static bool IsUnreadable(ServerAwayException e) => e.InnerException is UnreadableAnswerException or ImapProtocolException || (e.InnerException is { } inner && IsNonsense(inner));

    /// <summary>Whether the server is there and answers more than it was asked for.</summary>
    public static bool IsTooMuch(ServerAwayException e) => e.InnerException is UnreadableAnswerException;

    private static bool IsNonsense(Exception e) => e is FormatException or OverflowException or ArgumentException or IndexOutOfRangeException
        or NullReferenceException or (InvalidOperationException and not (ServiceNotConnectedException or ServiceNotAuthenticatedException
        or FolderNotOpenException));
}
