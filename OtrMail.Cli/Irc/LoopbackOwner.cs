using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace OtrMail.Cli.Irc;

/// <summary>
/// Whose process is at the other end of a connection on loopback: everybody on the machine can connect, but only the user who runs
/// the proxy may speak with his keys. Linux tells in /proc/net/tcp (proc(5)); where nothing tells, everybody is taken.
/// </summary>
internal static partial class LoopbackOwner
{
    private const int LocalColumn = 1;
    private const int RemoteColumn = 2;
    private const int OwnerColumn = 7;

    /// <summary>Whether it is this user's or root's.</summary>
    public static bool IsOurs(Socket connection)
    {
        if (!OperatingSystem.IsLinux() || connection is not { LocalEndPoint: IPEndPoint here, RemoteEndPoint: IPEndPoint there })
            return true;
        try
        {
            // the other end's own line: its local address is our remote one
            string[]? line = File.ReadLines("/proc/net/tcp").Select(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .FirstOrDefault(columns => columns.Length > OwnerColumn && columns[LocalColumn] == Form(there) && columns[RemoteColumn] == Form(here));
            return line is null || (uint.TryParse(line[OwnerColumn], NumberStyles.None, CultureInfo.InvariantCulture, out uint owner) && (owner == 0 || owner == UserId()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static string Form(IPEndPoint end) =>
        $"{BitConverter.ToUInt32(end.Address.MapToIPv4().GetAddressBytes()):X8}:{end.Port:X4}";

    [LibraryImport("libc", EntryPoint = "getuid")]
    private static partial uint UserId();
}
