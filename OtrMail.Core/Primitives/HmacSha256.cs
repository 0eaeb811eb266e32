using System.Security.Cryptography;
using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>HMAC-SHA-256 (RFC 2104): SHA-256(key ⊕ opad ‖ SHA-256(key ⊕ ipad ‖ text)).</summary>
public sealed class HmacSha256 : RunningMac
{
    /// <summary>Bytes of a MAC.</summary>
    public const int MacBytes = Sha256.HashBytes;

    private const int BlockBytes = 64;
    private const byte InnerPad = 0x36;
    private const byte OuterPad = 0x5c;

    private readonly Sha256 _hash = new();
    private readonly SecretBytes _outer = new(BlockBytes);

    /// <summary>A MAC of nothing as yet.</summary>
    /// <param name="key">Of any length.</param>
    public HmacSha256(ReadOnlySpan<byte> key) => Begin(_hash, key, _outer.Writable);

    /// <summary>The MAC of one text, 32 bytes.</summary>
    public static byte[] HashData(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        byte[] mac = new byte[MacBytes];
        HashData(key, text, mac);
        return mac;
    }

    /// <summary>The MAC of one text, into 32 bytes.</summary>
    public static void HashData(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text, Span<byte> mac)
    {
        using var hash = new Sha256();
        Span<byte> outer = stackalloc byte[BlockBytes];
        try
        {
            Begin(hash, key, outer);
            hash.Append(text);
            End(hash, outer, mac);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(outer);
        }
    }

    /// <inheritdoc/>
    public override void Append(ReadOnlySpan<byte> bytes) => _hash.Append(bytes);

    /// <inheritdoc/>
    public override byte[] Finish()
    {
        byte[] mac = new byte[MacBytes];
        Finish(mac);
        return mac;
    }

    /// <summary>The MAC of all bytes, into 32 bytes; it can be asked for once.</summary>
    public void Finish(Span<byte> mac) => End(_hash, _outer.Span, mac);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        _outer.Dispose();
    }

    // leaves the hash after key ⊕ ipad, and key ⊕ opad in the other block
    private static void Begin(Sha256 hash, ReadOnlySpan<byte> key, Span<byte> outer)
    {
        outer.Clear();
        if (key.Length > BlockBytes)
            Sha256.HashData(key, outer);
        else
            key.CopyTo(outer);
        foreach (ref byte one in outer)
            one ^= InnerPad;
        hash.Append(outer);
        foreach (ref byte one in outer)
            one ^= InnerPad ^ OuterPad;
    }

    private static void End(Sha256 hash, ReadOnlySpan<byte> outer, Span<byte> mac)
    {
        Span<byte> inner = stackalloc byte[MacBytes];
        try
        {
            hash.Finish(inner);
            hash.Append(outer);
            hash.Append(inner);
            hash.Finish(mac);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(inner);
        }
    }
}
