namespace OtrMail.Cli.Terminal;

/// <summary>Standard output as a stream that fails when nobody reads it, instead of pretending.</summary>
/// <param name="descriptor">1 for output, 2 for errors.</param>
internal sealed class StandardOutput(int descriptor) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer) => Libc.WriteAll(descriptor, buffer);

    public override void Write(byte[] buffer, int offset, int count) => Libc.WriteAll(descriptor, buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
