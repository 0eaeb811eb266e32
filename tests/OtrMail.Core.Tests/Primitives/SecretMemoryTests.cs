using System.Globalization;
using System.Runtime.InteropServices;
using OtrMail.Core.Primitives;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Primitives;

public sealed class SecretMemoryTests
{
    [Fact]
    public void Keys_lie_on_pages_that_are_locked_and_not_dumped()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var secret = new SecretBytes(32);
        if (SecretMemory.LockedPages is 0 or SecretMemory.MostPages)
            return; // RLIMIT_MEMLOCK is 0: the system does not let us; or the tests beside this one have taken all pages
        string flags = FlagsAt(Marshal.UnsafeAddrOfPinnedArrayElement(secret.Buffer, 0));
        Assert.Contains(" lo", flags, StringComparison.Ordinal);
        Assert.Contains(" dd", flags, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_secrets_share_few_pages_and_long_ones_are_not_locked()
    {
        int before = SecretMemory.LockedPages;
        SecretBytes[] many = [.. Enumerable.Range(0, 1000).Select(_ => new SecretBytes(32))];
        Assert.InRange(SecretMemory.LockedPages - before, 0, 40);
        int between = SecretMemory.LockedPages;
        new SecretBytes(1 << 20).Dispose();
        Assert.InRange(SecretMemory.LockedPages - between, 0, 5); // other tests run beside this one
        foreach (SecretBytes secret in many)
            secret.Dispose();
    }

    // the line VmFlags of the mapping, in /proc/self/smaps (proc_pid_smaps(5))
    private static string FlagsAt(nint address)
    {
        bool isHere = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string[] range = line.Split(' ')[0].Split('-');
            if (range.Length == 2 && nint.TryParse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out nint from))
                isHere = address >= from && address < nint.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            else if (isHere && line.StartsWith("VmFlags:", StringComparison.Ordinal))
                return line["VmFlags:".Length..];
        }

        throw new InvalidOperationException("no such mapping");
    }
}
