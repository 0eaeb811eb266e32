using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Streams;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Mail;

/// <summary>
/// One message on the wire: header, ciphertext, revealed MAC keys, published signing keys, MAC
/// (docs/PROTOCOL.md, section 5). Parsing needs no key; everything here is what any third party sees.
/// </summary>
public sealed class Packet
{
    private const int MacBytes = 32;
    private const int MacKeyBytes = 32;

    /// <summary>Header and the length of the ciphertext.</summary>
    private const int MostFront = 1280;

    /// <summary>What follows the ciphertext.</summary>
    private const int MostBack = 4 + (MailLimits.RevealedMacKeys * MacKeyBytes)
        + 1 + (MailLimits.PublishedKeys * (MailLimits.HashBytes + 4 + MailLimits.PrimeBytes)) + MacBytes;

    private readonly ByteSource _bytes;
    private readonly int _start;
    private byte[]? _hash;

    private Packet(
        ByteSource bytes,
        PacketHeader header,
        int start,
        long ciphertextLength,
        byte[] mac,
        IReadOnlyList<byte[]> revealedMacKeys,
        IReadOnlyList<PublishedKey> publishedKeys)
    {
        _bytes = bytes;
        Header = header;
        _start = start;
        CiphertextLength = ciphertextLength;
        Mac = mac;
        RevealedMacKeys = revealedMacKeys;
        PublishedKeys = publishedKeys;
    }

    /// <summary>The clear header.</summary>
    public PacketHeader Header { get; }

    /// <summary>Bytes of the encrypted part.</summary>
    public long CiphertextLength { get; }

    /// <summary>The encrypted part, in one piece of memory.</summary>
    public ReadOnlyMemory<byte> Ciphertext => Bytes.Slice(_start, (int)CiphertextLength);

    /// <summary>MAC keys made public by this packet, 32 bytes each.</summary>
    public IReadOnlyList<byte[]> RevealedMacKeys { get; }

    /// <summary>Expired signing keys made public by this packet.</summary>
    public IReadOnlyList<PublishedKey> PublishedKeys { get; }

    /// <summary>Bytes of the whole packet.</summary>
    public long Length => _bytes.Length;

    /// <summary>Whether all of it is in memory.</summary>
    public bool IsInMemory => _bytes.Memory is not null;

    /// <summary>The whole packet, in one piece of memory.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.ToMemory();

    /// <summary>The MAC, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Mac { get; }

    /// <summary>Label hash of the whole packet, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Hash => _hash ??= HashAll();

    /// <summary>Reads a packet in memory, or says why it is none.</summary>
    /// <param name="bytes">The packet; kept, not copied.</param>
    /// <param name="limits">Its longest length.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="fault">Malformed, TooLarge or UnsupportedVersion.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, MailLimits limits, [NotNullWhen(true)] out Packet? packet, out MailFault fault) =>
        TryParse((ByteSource)bytes, limits, out packet, out fault);

    /// <summary>Reads a packet of any length, or says why it is none.</summary>
    /// <param name="bytes">The packet; used as long as the packet is.</param>
    /// <param name="limits">Its longest length.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="fault">Malformed, TooLarge or UnsupportedVersion.</param>
    public static bool TryParse(
        ByteSource bytes, MailLimits limits, [NotNullWhen(true)] out Packet? packet, out MailFault fault)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        packet = null;
        fault = MailFault.TooLarge;
        if (bytes.Length > limits.PacketBytes)
            return false;
        var reader = new WireReader(bytes.Read(0, (int)Math.Min(bytes.Length, MostFront)));
        PacketHeader? header = PacketHeader.Read(ref reader, out fault);
        if (header is null)
            return false;
        fault = MailFault.Malformed;
        long length = reader.Int();
        int start = reader.Position;
        long back = bytes.Length - start - length;
        if (!reader.Ok || back is < MacBytes or > MostBack)
            return false;
        byte[] end = bytes.Read(start + length, (int)back);
        reader = new WireReader(end);
        List<byte[]> revealed = ReadMacKeys(ref reader);
        List<PublishedKey> published = ReadPublishedKeys(ref reader);
        reader.Raw(MacBytes);
        if (!reader.Finished)
            return false;
        packet = new Packet(bytes, header, start, length, end[^MacBytes..], revealed, published);
        return true;
    }

    /// <summary>Writes a range of the ciphertext to a stream.</summary>
    internal void CopyCiphertextTo(long offset, long count, Stream output) => _bytes.CopyTo(_start + offset, count, output);

    /// <summary>Puts a packet together and MACs it.</summary>
    internal static byte[] Write(
        PacketHeader header,
        ReadOnlySpan<byte> ciphertext,
        IReadOnlyList<byte[]> revealedMacKeys,
        IReadOnlyList<PublishedKey> publishedKeys,
        MailSuite suite,
        ReadOnlySpan<byte> macKey)
    {
        byte[] clear = ClearParts(revealedMacKeys, publishedKeys);
        using var writer = new WireWriter(header.Bytes.Length + ciphertext.Length + clear.Length + 64);
        writer.Raw(header.Bytes.Span).Data(ciphertext).Raw(clear);
        using RunningMac mac = suite.StartMac(macKey);
        mac.Append(writer.Written);
        writer.Raw(mac.Finish());
        return writer.ToArray();
    }

    /// <summary>What stands between ciphertext and MAC.</summary>
    internal static byte[] ClearParts(IReadOnlyList<byte[]> revealedMacKeys, IReadOnlyList<PublishedKey> publishedKeys)
    {
        using var writer = new WireWriter();
        writer.Int((uint)(revealedMacKeys.Count * MacKeyBytes));
        foreach (byte[] key in revealedMacKeys)
            writer.Raw(key);
        writer.Byte((byte)publishedKeys.Count);
        foreach (PublishedKey key in publishedKeys)
            writer.Raw(key.Fingerprint).Data(key.Prime);
        return writer.ToArray();
    }

    /// <summary>Checks the MAC in constant time.</summary>
    public bool IsAuthenticUnder(MailSuite suite, ReadOnlySpan<byte> macKey)
    {
        using RunningMac mac = suite.StartMac(macKey);
        if (IsInMemory || _hash is not null)
            _bytes.CopyTo(0, Length - MacBytes, new SpanStream(mac.Append));
        else
            _hash = HashAll(mac);
        return CryptographicOperations.FixedTimeEquals(mac.Finish(), Mac.Span);
    }

    private byte[] HashAll()
    {
        using Sha256 hash = StartHash();
        _bytes.CopyTo(new SpanStream(hash.Append));
        return hash.Finish();
    }

    /// <summary>
    /// A long packet that verifies is asked for its hash next: it is read once, and hash and MAC are made on two cores.
    /// </summary>
    private byte[] HashAll(RunningMac mac)
    {
        using Sha256 hash = StartHash();
        using var hashing = new PipelineStream(new SpanStream(hash.Append));
        using var authenticating = new PipelineStream(new SpanStream(mac.Append));
        _bytes.CopyTo(0, Length - MacBytes, new SpanStream(bytes =>
        {
            authenticating.Write(bytes);
            hashing.Write(bytes);
        }));
        authenticating.Finish();
        hashing.Write(Mac.Span);
        hashing.Finish();
        return hash.Finish();
    }

    private Sha256 StartHash()
    {
        var hash = new Sha256();
        hash.Append(Label.Bytes(Labels.Packet));
        Span<byte> length = stackalloc byte[sizeof(uint)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(length, (uint)Length);
        hash.Append(length);
        return hash;
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
