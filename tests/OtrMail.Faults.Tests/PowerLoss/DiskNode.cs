namespace OtrMail.Faults.Tests.PowerLoss;

/// <summary>A file or directory: what is on the disk for certain, and what was done since.</summary>
internal sealed class DiskNode
{
    private const int Sector = 512;

    private readonly List<(long Position, byte[]? Bytes)> _pending = [];

    private byte[] _durable = [];

    public bool IsDirectory { get; init; }

    public UnixFileMode Mode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Content that was there before.</summary>
    public static DiskNode Of(byte[] content, UnixFileMode mode) => new() { _durable = content, Mode = mode };

    public void Write(long position, byte[] bytes) => _pending.Add((position, bytes));

    public void Resize(long size) => _pending.Add((size, null));

    public void Sync()
    {
        _durable = Content(_ => true, null);
        _pending.Clear();
    }

    /// <summary>What is found after the power came back.</summary>
    /// <param name="survives">Whether a change since the last sync made it to the disk.</param>
    /// <param name="random">Tears writes at a sector; null leaves them whole.</param>
    public byte[] Content(Func<int, bool> survives, Random? random)
    {
        byte[] content = _durable;
        for (int i = 0; i < _pending.Count; i++)
        {
            if (!survives(i))
                continue;
            (long position, byte[]? bytes) = _pending[i];
            if (bytes is null)
            {
                Array.Resize(ref content, (int)position);
                continue;
            }

            int length = random is not null && bytes.Length > Sector && random.Next(4) == 0 ? random.Next(bytes.Length / Sector) * Sector : bytes.Length;
            byte[] changed = new byte[Math.Max(content.Length, position + length)];
            content.CopyTo(changed, 0);
            bytes.AsSpan(0, length).CopyTo(changed.AsSpan((int)position));
            content = changed;
        }

        return content;
    }
}
