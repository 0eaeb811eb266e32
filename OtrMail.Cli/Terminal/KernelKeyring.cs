using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OtrMail.Cli.Terminal;

/// <summary>
/// The Linux kernel's keyring of this user (keyrings(7), user-keyring(7)): memory that is never swapped out and that no
/// other user can read. All processes of the user find the key, in whatever session, so that a delivery agent or cron
/// does; it is gone after its time-out, with <see cref="Revoke"/>, and with a restart.
/// </summary>
internal sealed partial class KernelKeyring : IKeyring
{
    // key_spec and keyctl commands of linux/keyctl.h
    private const int ProcessKeyring = -2;
    private const int UserKeyring = -4;
    private const int CommandRevoke = 3;
    private const int CommandSetPermissions = 5;
    private const int CommandLink = 8;
    private const int CommandUnlink = 9;
    private const int CommandSearch = 10;
    private const int CommandRead = 11;
    private const int CommandSetTimeout = 15;

    // possessor and user: all (view, read, write, search, link, set attributes); group and others: nothing
    private const nint OnlyThisUser = 0x3f3f0000;

    private const int NoSuchCall = 38; // ENOSYS
    private const int NotPermitted = 1; // EPERM: what a container's system call filter answers
    private static readonly int[] NoSuchKey = [126, 127, 128]; // ENOKEY, EKEYEXPIRED, EKEYREVOKED

    private const int MaxSecret = 256;

    // the calls have no name in every C library, and a number of their own on each architecture (asm/unistd.h)
    private static readonly (int AddKey, int KeyControl)? Calls =
        !OperatingSystem.IsLinux() ? null : RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => (248, 250),
            Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => (217, 219),
            _ => null,
        };

    /// <inheritdoc/>
    public byte[]? Read(string name)
    {
        if (Find(name, out _) is not { } key)
            return null;
        byte[] secret = GC.AllocateArray<byte>(MaxSecret, pinned: true);
        nint length = Control(Calls!.Value.KeyControl, CommandRead, key, secret, secret.Length);
        byte[]? found = null;
        if (length is > 0 and <= MaxSecret)
        {
            found = GC.AllocateUninitializedArray<byte>((int)length, pinned: true);
            secret.AsSpan(0, (int)length).CopyTo(found);
        }

        CryptographicOperations.ZeroMemory(secret);
        return found;
    }

    /// <inheritdoc/>
    public void Put(string name, ReadOnlySpan<byte> secret, TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(secret.Length, MaxSecret);
        (int addKey, int control) = Calls ?? throw Refusal(NoSuchCall);

        // it comes into the user's keyring only when its time is set, and takes the place of one that is there
        nint key = Checked(AddKey(addKey, "user", name, secret, (nuint)secret.Length, ProcessKeyring));
        Checked(Control(control, CommandSetPermissions, key, OnlyThisUser));
        Checked(Control(control, CommandSetTimeout, key, (nint)Math.Ceiling(time.TotalSeconds)));
        Checked(Control(control, CommandLink, key, UserKeyring));
    }

    /// <inheritdoc/>
    public bool Revoke(string name)
    {
        if (Find(name, out int error) is not { } key)
            return NoSuchKey.Contains(error) ? false : throw Refusal(error);
        int control = Calls!.Value.KeyControl;
        Checked(Control(control, CommandRevoke, key, 0));
        _ = Control(control, CommandUnlink, key, UserKeyring);
        return true;
    }

    private static nint? Find(string name, out int error)
    {
        error = NoSuchCall;
        if (Calls is not { } calls)
            return null;
        nint key = Search(calls.KeyControl, CommandSearch, UserKeyring, "user", name, 0);
        error = Marshal.GetLastPInvokeError();
        return key > 0 ? key : null;
    }

    private static nint Checked(nint result) => result >= 0 ? result : throw Refusal(Marshal.GetLastPInvokeError());

    private static CommandException Refusal(int error) => new(
        ExitCode.Unavailable,
        error is NoSuchCall or NotPermitted
            ? "the kernel's keyring is not available here (no such kernel, or a container that forbids it)"
            : $"the kernel's keyring refused: {Marshal.GetPInvokeErrorMessage(error)}",
        "without it the passphrase is asked for each time, or comes from OTRMAIL_PASSPHRASE_COMMAND");

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint AddKey(
        nint number, string type, string description, ReadOnlySpan<byte> payload, nuint length, nint keyring);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Search(
        nint number, nint command, nint keyring, string type, string description, nint destination);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Control(nint number, nint command, nint key, nint argument);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Control(nint number, nint command, nint key, Span<byte> buffer, nint length);
}
