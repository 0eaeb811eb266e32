using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OtrMail.Core.Primitives;

/// <summary>
/// AES in counter mode (NIST SP 800-38A, 6.5): the malleable stream cipher of the paper's section 4.1. Anyone who
/// knows the plaintext can change the ciphertext to say something else; that is its purpose here.
/// </summary>
/// <remarks>
/// Keys: 16 bytes (OTR version 3) or 32 bytes (mail). The counter block is 16 bytes, big-endian, and is
/// incremented as one 128-bit number. Encryption and decryption are the same operation. The class keeps its place
/// in the key stream, so that a long text can be passed through in pieces. Libcrypto's counter mode does it; where there is
/// none, key stream is made in batches by the class library's AES.
/// </remarks>
public sealed class AesCtr : IDisposable
{
    private const int BlockBytes = 16;
    private const int BatchBytes = 64 * 1024;

    private readonly LibcryptoCounterMode? _libcrypto;
    private readonly Aes? _aes;
    private readonly byte[] _keyStream = [];
    private UInt128 _counter;
    private int _used;
    private int _filled;

    /// <summary>A cipher at the start of the key stream.</summary>
    /// <param name="key">16, 24 or 32 bytes.</param>
    /// <param name="initialCounter">The first counter block, 16 bytes.</param>
    /// <param name="expectedBytes">How much is to come, so that a short text does not pay for a long buffer.</param>
    public AesCtr(ReadOnlySpan<byte> key, ReadOnlySpan<byte> initialCounter, long expectedBytes = BatchBytes)
        : this(key, initialCounter, expectedBytes, isPortable: false)
    {
    }

    /// <summary>The same, without libcrypto's counter mode where that is asked for.</summary>
    internal AesCtr(ReadOnlySpan<byte> key, ReadOnlySpan<byte> initialCounter, long expectedBytes, bool isPortable)
    {
        if (initialCounter.Length != BlockBytes)
            throw new ArgumentException("a counter block has 16 bytes", nameof(initialCounter));
        _libcrypto = isPortable ? null : LibcryptoCounterMode.TryCreate(key, initialCounter);
        if (_libcrypto is not null)
            return;
        _aes = Aes.Create();
        _aes.SetKey(key);
        _counter = BinaryPrimitives.ReadUInt128BigEndian(initialCounter);
        int batch = (int)Math.Clamp((expectedBytes + BlockBytes - 1) / BlockBytes * BlockBytes, BlockBytes, BatchBytes);
        _keyStream = GC.AllocateArray<byte>(batch, pinned: true);
    }

    /// <summary>A cipher whose counter starts at zero: every mail has a key of its own.</summary>
    /// <param name="key">16, 24 or 32 bytes.</param>
    /// <param name="expectedBytes">How much is to come.</param>
    /// <param name="position">Bytes of key stream that are left out first.</param>
    public static AesCtr FromZero(ReadOnlySpan<byte> key, long expectedBytes = BatchBytes, long position = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        Span<byte> block = stackalloc byte[BlockBytes];
        BinaryPrimitives.WriteUInt128BigEndian(block, (UInt128)position / BlockBytes);
        int skipped = (int)(position % BlockBytes);
        var cipher = new AesCtr(key, block, skipped + expectedBytes);
        cipher.Apply(block[..skipped], block);
        return cipher;
    }

    /// <summary>Encrypts or decrypts <paramref name="input"/> into <paramref name="output"/> (same length; may be
    /// the same memory).</summary>
    public void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (output.Length < input.Length)
            throw new ArgumentException("output is shorter than input", nameof(output));
        if (_libcrypto is not null)
        {
            _libcrypto.Apply(input, output);
            return;
        }

        while (!input.IsEmpty)
        {
            if (_used == _filled)
                NextBatch();
            int take = Math.Min(input.Length, _filled - _used);
            Xor(input[..take], _keyStream.AsSpan(_used, take), output);
            _used += take;
            input = input[take..];
            output = output[take..];
        }
    }

    /// <summary>Wipes the key schedule and the key stream.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_keyStream);
        _aes?.Dispose();
        _libcrypto?.Dispose();
    }

    private void NextBatch()
    {
        for (int at = 0; at < _keyStream.Length; at += BlockBytes)
            BinaryPrimitives.WriteUInt128BigEndian(_keyStream.AsSpan(at), _counter++);
        _aes!.EncryptEcb(_keyStream, _keyStream, PaddingMode.None);
        _used = 0;
        _filled = _keyStream.Length;
    }

    private static void Xor(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, Span<byte> result)
    {
        int vectors = a.Length / Vector<byte>.Count;
        ReadOnlySpan<Vector<byte>> va = MemoryMarshal.Cast<byte, Vector<byte>>(a);
        ReadOnlySpan<Vector<byte>> vb = MemoryMarshal.Cast<byte, Vector<byte>>(b);
        Span<Vector<byte>> vr = MemoryMarshal.Cast<byte, Vector<byte>>(result);
        for (int i = 0; i < vectors; i++)
            vr[i] = va[i] ^ vb[i];
        for (int i = vectors * Vector<byte>.Count; i < a.Length; i++)
            result[i] = (byte)(a[i] ^ b[i]);
    }
}
