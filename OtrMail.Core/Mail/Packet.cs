using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Mail;

/// <summary>
/// One message on the wire: header, ciphertext, revealed MAC keys, published signing keys, MAC
/// (docs/PROTOCOL.md, section 5). Parsing needs no key; everything here is what any third party sees.
/// </summary>
public sealed class Packet
{
    private const int MacBytes = 32;
    private const int MacKeyBytes = 32;

    private readonly ReadOnlyMemory<byte> _bytes;
    private byte[]? _hash;

    private Packet(
        ReadOnlyMemory<byte> bytes,
        PacketHeader header,
        ReadOnlyMemory<byte> ciphertext,
        IReadOnlyList<byte[]> revealedMacKeys,
        IReadOnlyList<PublishedKey> publishedKeys)
    {
        _bytes = bytes;
        Header = header;
        Ciphertext = ciphertext;
        RevealedMacKeys = revealedMacKeys;
        PublishedKeys = publishedKeys;
    }

    /// <summary>The clear header.</summary>
    public PacketHeader Header { get; }

    /// <summary>The encrypted part.</summary>
    public ReadOnlyMemory<byte> Ciphertext { get; }

    /// <summary>MAC keys made public by this packet, 32 bytes each.</summary>
    public IReadOnlyList<byte[]> RevealedMacKeys { get; }

    /// <summary>Expired signing keys made public by this packet.</summary>
    public IReadOnlyList<PublishedKey> PublishedKeys { get; }

    /// <summary>The whole packet.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The MAC, 32 bytes.</summary>
    public ReadOnlySpan<byte> Mac => _bytes.Span[^MacBytes..];

    /// <summary>Label hash of the whole packet, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Hash => _hash ??= Label.Hash(Labels.Packet, _bytes);

    /// <summary>Reads a packet, or says why it is none.</summary>
    /// <param name="bytes">The packet; kept, not copied.</param>
    /// <param name="limits">Its longest length.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="fault">Malformed, TooLarge or UnsupportedVersion.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, MailLimits limits, [NotNullWhen(true)] out Packet? packet, out MailFault fault)
    {
        packet = null;
        if (bytes.Length > limits.PacketBytes)
        {
            fault = MailFault.TooLarge;
            return false;
        }

        var reader = new WireReader(bytes.Span);
        PacketHeader? header = PacketHeader.Read(ref reader, out fault);
        if (header is null)
            return false;
        int start = reader.Position + sizeof(uint);
        int ciphertextLength = reader.Data(limits.PacketBytes).Length;
        List<byte[]> revealed = ReadMacKeys(ref reader);
        List<PublishedKey> published = ReadPublishedKeys(ref reader);
        reader.Raw(MacBytes);
        if (!reader.Finished)
        {
            fault = MailFault.Malformed;
            return false;
        }

        packet = new Packet(bytes, header, bytes.Slice(start, ciphertextLength), revealed, published);
        return true;
    }

    /// <summary>Puts a packet together and MACs it.</summary>
    internal static byte[] Write(
        PacketHeader header,
        ReadOnlySpan<byte> ciphertext,
        IReadOnlyList<byte[]> revealedMacKeys,
        IReadOnlyList<PublishedKey> publishedKeys,
        MailSuite suite,
        ReadOnlySpan<byte> macKey)
    {
        int clear = (revealedMacKeys.Count * MacKeyBytes) + publishedKeys.Sum(k => 36 + k.Prime.Length) + 64;
        using var writer = new WireWriter(header.Bytes.Length + ciphertext.Length + clear);
        writer.Raw(header.Bytes.Span).Data(ciphertext).Int((uint)(revealedMacKeys.Count * MacKeyBytes));
        foreach (byte[] key in revealedMacKeys)
            writer.Raw(key);
        writer.Byte((byte)publishedKeys.Count);
        foreach (PublishedKey key in publishedKeys)
            writer.Raw(key.Fingerprint).Data(key.Prime);
        using IncrementalHash mac = suite.StartMac(macKey);
        mac.AppendData(writer.Written);
        writer.Raw(mac.GetHashAndReset());
        return writer.ToArray();
    }

    /// <summary>Checks the MAC in constant time.</summary>
    public bool IsAuthenticUnder(MailSuite suite, ReadOnlySpan<byte> macKey)
    {
        using IncrementalHash mac = suite.StartMac(macKey);
        mac.AppendData(_bytes.Span[..^MacBytes]);
        Span<byte> expected = stackalloc byte[MacBytes];
        mac.GetHashAndReset(expected);
        return CryptographicOperations.FixedTimeEquals(expected, Mac);
    }

    private static List<byte[]> ReadMacKeys(ref WireReader reader)
    {
        ReadOnlySpan<byte> joined = reader.Data(MailLimits.RevealedMacKeys * MacKeyBytes);
        reader.Require(joined.Length % MacKeyBytes == 0);
        var keys = new List<byte[]>(joined.Length / MacKeyBytes);
        for (int at = 0; at + MacKeyBytes <= joined.Length; at += MacKeyBytes)
            keys.Add(joined.Slice(at, MacKeyBytes).ToArray());
        return keys;
    }

    private static List<PublishedKey> ReadPublishedKeys(ref WireReader reader)
    {
        int count = reader.Count(MailLimits.PublishedKeys);
        var keys = new List<PublishedKey>(count);
        for (int i = 0; i < count && reader.Ok; i++)
        {
            ReadOnlySpan<byte> fingerprint = reader.Raw(MailLimits.HashBytes);
            ReadOnlySpan<byte> prime = reader.Data(MailLimits.PrimeBytes);
            reader.Require(prime is [not 0, ..]);
            keys.Add(new PublishedKey(fingerprint.ToArray(), prime.ToArray()));
        }

        return keys;
    }
}
