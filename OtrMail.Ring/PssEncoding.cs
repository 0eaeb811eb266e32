using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OtrMail.Ring;

/// <summary>
/// EMSA-PSS (RFC 8017, section 9.1) with SHA-256, MGF1 with SHA-256 and 32 bytes of salt. Blocks are as long as the
/// modulus; where the encoded message of emBits = modulus bits − 1 takes a byte less, a zero stands before it.
/// </summary>
internal static class PssEncoding
{
    private const int HashBytes = Sha256.HashBytes;
    private const byte Trailer = 0xbc;

    /// <summary>Section 9.1.1.</summary>
    public static void Encode(ReadOnlySpan<byte> message, ReadOnlySpan<byte> salt, Span<byte> block, int emBits)
    {
        block.Clear();
        Span<byte> encoded = block[^((emBits + 7) / 8)..];
        Span<byte> data = encoded[..^(HashBytes + 1)];
        Span<byte> hash = encoded.Slice(data.Length, HashBytes);
        HashSalted(message, salt, hash);
        data[^(salt.Length + 1)] = 1;
        salt.CopyTo(data[^salt.Length..]);
        Mask(data, hash);
        data[0] &= TopMask(encoded.Length, emBits);
        encoded[^1] = Trailer;
    }

    /// <summary>Section 9.1.2. Everything here is public.</summary>
    public static bool Verify(ReadOnlySpan<byte> message, Span<byte> block, int emBits)
    {
        int length = (emBits + 7) / 8;
        Span<byte> encoded = block[^length..];
        Span<byte> data = encoded[..^(HashBytes + 1)];
        Span<byte> hash = encoded.Slice(data.Length, HashBytes);
        byte top = TopMask(length, emBits);
        if (block[..^length].ContainsAnyExcept((byte)0) || encoded[^1] != Trailer || (data[0] & ~top) != 0)
            return false;
        Mask(data, hash);
        data[0] &= top;
        ReadOnlySpan<byte> padding = data[..^(RsaLimits.PssSaltBytes + 1)];
        if (padding.ContainsAnyExcept((byte)0) || data[padding.Length] != 1)
            return false;
        Span<byte> expected = stackalloc byte[HashBytes];
        HashSalted(message, data[^RsaLimits.PssSaltBytes..], expected);
        return CryptographicOperations.FixedTimeEquals(hash, expected);
    }

    private static byte TopMask(int length, int emBits) => (byte)(0xff >> ((8 * length) - emBits));

    private static void HashSalted(ReadOnlySpan<byte> message, ReadOnlySpan<byte> salt, Span<byte> hash)
    {
        Span<byte> input = stackalloc byte[8 + HashBytes + salt.Length];
        input[..8].Clear();
        Sha256.HashData(message, input[8..]);
        salt.CopyTo(input[(8 + HashBytes)..]);
        Sha256.HashData(input, hash);
    }

    // MGF1 (appendix B.2.1), xored onto the data
    private static void Mask(Span<byte> data, ReadOnlySpan<byte> seed)
    {
        Span<byte> input = stackalloc byte[HashBytes + 4];
        Span<byte> output = stackalloc byte[HashBytes];
        seed.CopyTo(input);
        for (int offset = 0; offset < data.Length; offset += HashBytes)
        {
            BinaryPrimitives.WriteInt32BigEndian(input[HashBytes..], offset / HashBytes);
            Sha256.HashData(input, output);
            for (int i = 0; i < Math.Min(HashBytes, data.Length - offset); i++)
                data[offset + i] ^= output[i];
        }
    }
}
