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
    private byte[] _box = [];
    private int _held;
    private SealedSpool? _spool;
    private bool _isComplete;

    /// <summary>Puts everything in this file.</summary>
    internal SpoolWriter(SealedSpool spool)
        : this(new SpoolOptions { MemoryBytes = 0 })
    {
        _spool = spool;
        _box = SealedSpool.NewBox();
        _memory = GC.AllocateUninitializedArray<byte>(SealedSpool.ChunkBytes);
    }

    /// <summary>Bytes written so far.</summary>
    public long Written => (_spool?.Length ?? 0) + _held;

    /// <inheritdoc/>
    /// <exception cref="IOException">The disk refused.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isComplete, this);
        if (_spool is null && _held + (long)buffer.Length <= options.MemoryBytes)
        {
            Grow(_held + buffer.Length);
            buffer.CopyTo(_memory.AsSpan(_held));
            _held += buffer.Length;
            return;
        }

        if (_spool is null)
            Overflow();
        Spool(buffer);
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
            if (_held > 0)
                _spool.Append(_memory.AsSpan(0, _held), _box);
            CryptographicOperations.ZeroMemory(_memory);
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
            _spool?.Dispose();
            CryptographicOperations.ZeroMemory(_memory);
        }

        base.Dispose(disposing);
    }

    private void Grow(int needed)
    {
        if (needed <= _memory.Length)
            return;
        byte[] grown = GC.AllocateUninitializedArray<byte>((int)Math.Max(needed, Math.Min(options.MemoryBytes, Math.Max(FirstBytes, _memory.Length * 2L))));
        _memory.AsSpan(0, _held).CopyTo(grown);
        CryptographicOperations.ZeroMemory(_memory);
        _memory = grown;
    }

    /// <summary>What is in memory goes to the file.</summary>
    private void Overflow()
    {
        byte[] memory = _memory;
        int held = _held;
        _spool = new SealedSpool(options);
        _box = SealedSpool.NewBox();
        _memory = GC.AllocateUninitializedArray<byte>(SealedSpool.ChunkBytes);
        _held = 0;
        Spool(memory.AsSpan(0, held));
        CryptographicOperations.ZeroMemory(memory);
    }

    private void Spool(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_held == 0 && bytes.Length >= SealedSpool.ChunkBytes)
            {
                _spool!.Append(bytes[..SealedSpool.ChunkBytes], _box);
                bytes = bytes[SealedSpool.ChunkBytes..];
                continue;
            }

            int taken = Math.Min(bytes.Length, SealedSpool.ChunkBytes - _held);
            bytes[..taken].CopyTo(_memory.AsSpan(_held));
            _held += taken;
            bytes = bytes[taken..];
            if (_held == SealedSpool.ChunkBytes)
            {
                _spool!.Append(_memory, _box);
                _held = 0;
            }
        }
    }
}
