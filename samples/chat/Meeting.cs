using System.Net.Sockets;

namespace OtrMail.Samples.Chat;

/// <summary>How two windows find each other: a Unix socket. Messages are lines, with line ends in them escaped.</summary>
internal static class Meeting
{
    /// <summary>Connects to the one who is there already, or waits for the other.</summary>
    public static async Task<Socket> Join(string path)
    {
        var address = new UnixDomainSocketEndPoint(path);
        var caller = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await caller.ConnectAsync(address);
            return caller;
        }
        catch (SocketException)
        {
            caller.Dispose(); // nobody is there
        }

        File.Delete(path);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(address);
        listener.Listen(1);
        Console.WriteLine("* waiting for the other window");
        Socket accepted = await listener.AcceptAsync();
        File.Delete(path);
        return accepted;
    }

    /// <summary>A message as a line.</summary>
    public static string Escape(string message) =>
        message.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal);

    /// <summary>The message of a line.</summary>
    public static string Unescape(string line)
    {
        var message = new System.Text.StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            bool isEscape = line[i] == '\\' && i + 1 < line.Length;
            message.Append(isEscape ? line[++i] switch { 'n' => '\n', 'r' => '\r', var other => other } : line[i]);
        }

        return message.ToString();
    }
}
