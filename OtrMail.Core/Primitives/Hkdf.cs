using System.Security.Cryptography;

namespace OtrMail.Core.Primitives;

/// <summary>HKDF with HMAC-SHA-256 (RFC 5869).</summary>
public static class Hkdf
{
    /// <summary>Longest output: 255 blocks.</summary>
    public const int MaxBytes = 255 * HmacSha256.MacBytes;

    /// <summary>Extracts and expands.</summary>
    /// <param name="input">Input keying material.</param>
    /// <param name="output">1 to <see cref="MaxBytes"/> bytes, written.</param>
    /// <param name="salt">May be empty.</param>
    /// <param name="info">May be empty.</param>
    public static void DeriveKey(ReadOnlySpan<byte> input, Span<byte> output, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info)
    {
        if (output.Length is 0 or > MaxBytes)
            throw new ArgumentException($"1 to {MaxBytes} bytes can be derived", nameof(output));
        Span<byte> extracted = stackalloc byte[HmacSha256.MacBytes];
        Span<byte> block = stackalloc byte[HmacSha256.MacBytes];
        try
        {
            HmacSha256.HashData(salt, input, extracted);
            for (byte number = 1; !output.IsEmpty; number++)
            {
                using var mac = new HmacSha256(extracted);
                if (number > 1)
                    mac.Append(block);
                mac.Append(info);
                mac.Append([number]);
                mac.Finish(block);
                int taken = Math.Min(block.Length, output.Length);
                block[..taken].CopyTo(output);
                output = output[taken..];
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(extracted);
            CryptographicOperations.ZeroMemory(block);
        }
    }
}
