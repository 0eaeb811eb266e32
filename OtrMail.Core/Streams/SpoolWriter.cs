using System.Security.Cryptography;

namespace OtrMail.Core.Streams;

/// <summary>
/// Takes bytes as they come, in memory as long as they are few, then in a <see cref="SealedSpool"/>; gives them back as
/// often as needed.
/// </summary>
/// <param name="options">Where to.</param>
public sealed class SpoolWriter(SpoolOptions options) : WriteOnlyStream
{
    private const int FirstBytes = 64 << 10;

    private byte[] _memory = [];
    private int _held;
    private SealedSpool? _spool;
    private PipelineStream? _sealing;
    private bool _isComplete;

    /// <summary>Puts everything in this file.</summary>
    internal SpoolWriter(SealedSpool spool)
        : this(new SpoolOptions { MemoryBytes = 0 })
    {
        _spool = spool;
        _sealing = SealingInto(spool);
    }

    /// <summary>Bytes written so far.</summary>
    public long Written { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="IOException">The disk refused.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isComplete, this);
        Written += buffer.Length;
        if (_spool is null && _held + (long)buffer.Length <= options.MemoryBytes)
        {
            Grow(_held + buffer.Length);
            buffer.CopyTo(_memory.AsSpan(_held));
            _held += buffer.Length;
            return;
        }

        if (_spool is null)
            Overflow();
        _sealing!.Write(buffer);
    }

    /// <summary>What was written; the caller disposes it. Nothing more can be written.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public ByteSource Complete()
    {
        ObjectDisposedException.ThrowIf(_isComplete, this);
        ByteSource source;
        if (_spool is null)
        {
            source = new MemorySource(_memory.AsMemory(0, _held));
        }
        else
        {
            using (_sealing)
                _sealing!.Finish();
            source = _spool;
        }

        _spool = null;
        _memory = [];
        _isComplete = true;
        return source;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isComplete)
        {
            _isComplete = true;
            _sealing?.Dispose();
            _spool?.Dispose();
            CryptographicOperations.ZeroMemory(_memory);
        }

        base.Dispose(disposing);
    }

    private static PipelineStream SealingInto(SealedSpool spool) => new(new SpanStream(spool.Append), SealedSpool.ChunkBytes);

    private void Grow(int needed)
    {
        if (needed <= _memory.Length)
            return;
        byte[] grown = GC.AllocateUninitializedArray<byte>((int)Math.Max(needed, Math.Min(options.MemoryBytes, Math.Max(FirstBytes, _memory.Length * 2L))));
        _memory.AsSpan(0, _held).CopyTo(grown);
        CryptographicOperations.ZeroMemory(_memory);
        _memory = grown;
    }

    /// <summary>What is in memory goes to the file, and a second core seals what follows.</summary>
    private void Overflow()
    {
        _spool = new SealedSpool(options);
        _sealing = SealingInto(_spool);
        _sealing.Write(_memory.AsSpan(0, _held));
        CryptographicOperations.ZeroMemory(_memory);
        _memory = [];
        _held = 0;
    }
}
