using OtrMail.Core.Streams;

namespace OtrMail.Core.Mail;

/// <summary>Takes a mail as it comes; a long one is coded on the way, so that its file is as short as its packet.</summary>
public sealed class MailWriter : WriteOnlyStream
{
    private readonly SpoolOptions _options;
    private readonly MemoryStream _memory = new();
    private byte[]? _start;
    private SpoolWriter? _spool;
    private BodyEncoderStream? _encoder;
    private long _length;

    /// <summary>An empty mail.</summary>
    /// <param name="options">Where a long one goes.</param>
    public MailWriter(SpoolOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The disk refused.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _length += buffer.Length;
        if (_encoder is null && _memory.Length + buffer.Length > Math.Max(_options.MemoryBytes, MailBytes.StartBytes))
            Overflow();
        if (_encoder is null)
            _memory.Write(buffer);
        else
            _encoder.Write(buffer);
    }

    /// <summary>The mail; the caller disposes it. Nothing more can be written.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public MailBytes Complete()
    {
        if (_encoder is null)
            return new MemoryMail(_memory.GetBuffer().AsMemory(0, (int)_memory.Length));
        _encoder.Finish();
        SpoolWriter spool = _spool!;
        _spool = null;
        return new CodedMail(_start, _length, spool.Complete());
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _spool?.Dispose();
        base.Dispose(disposing);
    }

    private void Overflow()
    {
        ReadOnlySpan<byte> memory = _memory.GetBuffer().AsSpan(0, (int)_memory.Length);
        _start = memory[..Math.Min(memory.Length, MailBytes.StartBytes)].ToArray();
        _spool = new SpoolWriter(_options);
        _encoder = new BodyEncoderStream(_spool);
        _encoder.Write(memory);
        _memory.SetLength(0);
        _memory.Capacity = 0;
    }
}
