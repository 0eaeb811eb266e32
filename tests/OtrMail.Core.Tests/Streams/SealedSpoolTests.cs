using OtrMail.Core.Streams;
using OtrMail.Core.Tests.Mime;

namespace OtrMail.Core.Tests.Streams;

/// <summary>What is too long for memory: in a file, sealed, without a name.</summary>
public sealed class SealedSpoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("otrmail-spool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Any_bytes_come_back_whole_and_in_ranges_however_they_were_written()
    {
        var random = new Random(3);
        foreach (int length in new[] { 0, 1, 999, 1000, 1001, 131_071, 131_072, 131_073, 400_000, 1_000_003 })
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            using ByteSource source = Write(bytes, random);
            Assert.Equal(length, source.Length);
            Assert.Equal(length <= 1000, source.Memory is not null);
            Assert.True(bytes.AsSpan().SequenceEqual(source.ToMemory().Span));
            for (int i = 0; i < 20; i++)
            {
                int from = random.Next(length + 1);
                int count = random.Next(length - from + 1);
                Assert.True(bytes.AsSpan(from, count).SequenceEqual(source.Read(from, count)));
            }

            Assert.Throws<ArgumentOutOfRangeException>(() => source.Read(1, length));
        }
    }

    [Fact]
    public void The_file_has_no_name_and_shows_nothing_of_what_is_in_it()
    {
        byte[] plain = Samples.Bytes(string.Concat(Enumerable.Repeat(Samples.Secret, 10_000)));
        using ByteSource source = Write(plain, new Random(1));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        if (!OperatingSystem.IsLinux())
            return;
        byte[] onDisk = File.ReadAllBytes(OpenSpool());
        Assert.True(onDisk.Length >= plain.Length);
        Assert.Equal(-1, onDisk.AsSpan().IndexOf("ledger"u8));
    }

    [Fact]
    public void What_was_changed_on_the_disk_is_not_read()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using ByteSource source = Write(new byte[300_000], new Random(1));
        using (var file = new FileStream(OpenSpool(), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Position = 200_000;
            int old = file.ReadByte();
            file.Position = 200_000;
            file.WriteByte((byte)(old ^ 1));
        }

        Assert.Equal(100, source.Read(0, 100).Length);
        Assert.Throws<IOException>(() => source.Read(199_990, 20));
    }

    private ByteSource Write(byte[] bytes, Random random)
    {
        using var writer = new SpoolWriter(new SpoolOptions(_folder) { MemoryBytes = 1000 });
        for (int at = 0; at < bytes.Length;)
        {
            int piece = Math.Min(bytes.Length - at, random.Next(4) == 0 ? random.Next(300_000) : random.Next(2000));
            writer.Write(bytes.AsSpan(at, piece));
            at += piece;
        }

        return writer.Complete();
    }

    /// <summary>The spool that this test has open.</summary>
    private string OpenSpool() => Directory.GetFiles("/proc/self/fd").Single(
        link => new FileInfo(link).LinkTarget is { } target && target.StartsWith(_folder, StringComparison.Ordinal));
}
