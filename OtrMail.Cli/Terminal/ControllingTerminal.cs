using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace OtrMail.Cli.Terminal;

/// <summary>The process's terminal (/dev/tty), whatever stdin and stdout are connected to.</summary>
internal sealed class ControllingTerminal : IPrompt
{
    private const string Path = "/dev/tty";
    private const int MaxLine = 1024;
    private const int AfterFlush = 2;
    private const uint Echo = 8;

    public bool IsThere
    {
        get
        {
            using SafeFileHandle? terminal = TryOpen();
            return terminal is not null;
        }
    }

    // struct termios: four flags before the rest, of 4 bytes on Linux and of 8 on BSD and macOS
    private static int LocalFlagsOffset => OperatingSystem.IsLinux() ? 12 : 24;

    public byte[]? AskSecret(string question)
    {
        using SafeFileHandle? terminal = TryOpen();
        if (terminal is null)
            return null;
        int descriptor = (int)terminal.DangerousGetHandle();
        var before = new byte[Libc.TermiosSize];
        if (Libc.GetTerminal(descriptor, before) != 0)
            return null;
        byte[] silent = [.. before];
        MemoryMarshal.Cast<byte, uint>(silent.AsSpan(LocalFlagsOffset, 4))[0] &= ~Echo;
        void Restore() => _ = Libc.SetTerminal(descriptor, AfterFlush, before);
        // Ctrl-C in the middle must not leave a terminal without echo; the signal then takes its usual course
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Restore());
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Restore());
        _ = Libc.SetTerminal(descriptor, AfterFlush, silent);
        try
        {
            Libc.WriteAll(descriptor, Encoding.UTF8.GetBytes(question));
            return ReadLine(descriptor);
        }
        finally
        {
            Restore();
            Libc.WriteAll(descriptor, "\n"u8);
        }
    }

    public bool Confirm(string question)
    {
        using SafeFileHandle? terminal = TryOpen();
        if (terminal is null)
            return false;
        Libc.WriteAll((int)terminal.DangerousGetHandle(), Encoding.UTF8.GetBytes(question));
        string answer = Encoding.UTF8.GetString(ReadLine((int)terminal.DangerousGetHandle()) ?? []);
        return answer.Trim().ToUpperInvariant() is "Y" or "YES";
    }

    private static byte[]? ReadLine(int descriptor)
    {
        byte[] line = GC.AllocateArray<byte>(MaxLine, pinned: true);
        try
        {
            int length = 0;
            while (length < line.Length && Libc.Read(descriptor, line.AsSpan(length, 1)) == 1
                && line[length] != '\n')
                length++;
            if (length == 0)
                return null;
            byte[] typed = GC.AllocateUninitializedArray<byte>(length, pinned: true);
            line.AsSpan(0, length).CopyTo(typed);
            return typed;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(line);
        }
    }

    private static SafeFileHandle? TryOpen()
    {
        if (OperatingSystem.IsWindows())
            return null;
        try
        {
            return File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // a daemon, a cron job
        }
    }
}
