namespace OtrMail.Cli.Terminal;

/// <summary>
/// An input that can be passed on as it came after its front was looked at. What was read is remembered up to a few MiB:
/// who reads further has decided by then.
/// </summary>
internal sealed class RecordedStream(Stream input) : Stream
{
    private const int MostRecorded = 16 << 20;

    private MemoryStream? _record = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Writes what was read, and the rest.</summary>
    public void CopyAllTo(Stream output)
    {
        if (_record is null)
            throw new InvalidOperationException("too much was read");
        output.Write(_record.GetBuffer().AsSpan(0, (int)_record.Length));
        input.CopyTo(output);
    }

    public override int Read(Span<byte> buffer)
    {
        int read = input.Read(buffer);
        _record?.Write(buffer[..read]);
        if (_record?.Length > MostRecorded)
            _record = null;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }
}
