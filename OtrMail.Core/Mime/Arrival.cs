using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Streams;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Mime;

/// <summary>A mail that came in, looked at without keys or lock: what is OTR-Mail in it.</summary>
public sealed class Arrival : IDisposable
{
    private readonly ByteSource _mail;
    private readonly ReadOnlyMemory<byte> _start;

    private Arrival(ByteSource mail, ReadOnlyMemory<byte> start)
    {
        _mail = mail;
        _start = start;
    }

    /// <summary>Its packet; null for other mail.</summary>
    public FoundPacket? Packet { get; private init; }

    /// <summary>What is wrong with a mail that says it is OTR-Mail and has no packet that can be taken.</summary>
    public MailFault? Fault { get; private init; }

    /// <summary>The key bundle of a plain mail's sender.</summary>
    public KeyBundle? Bundle { get; private init; }

    /// <summary>Whether keys or contacts are needed to go on; otherwise <see cref="AsItCame"/> is all there is to say.</summary>
    public bool NeedsStore => Packet is not null || Bundle is not null;

    /// <summary>The From that the bundle lists.</summary>
    internal Address? BundleFrom { get; private init; }

    /// <summary>Looks at a mail in memory.</summary>
    public static Arrival Of(ReadOnlyMemory<byte> mail, MimeLimits? limits = null)
    {
        limits ??= MimeLimits.Default;
        _ = PacketFinder.TryFind(mail, out FoundPacket? packet, out MimeFault fault, limits);
        return Of(mail, mail, packet, fault, limits);
    }

    /// <summary>Looks at a mail of any length as it comes; nothing plain of it touches the disk.</summary>
    /// <param name="input">The mail, read to its end or to where it is longer than any of ours.</param>
    /// <param name="spool">Where a long one goes.</param>
    /// <param name="isAll">Whether it was read to its end; otherwise it is foreign or damaged, and the rest of it follows
    /// what is put out.</param>
    /// <param name="limits">Its limits.</param>
    /// <exception cref="IOException">The stream or the disk failed.</exception>
    public static Arrival Read(Stream input, SpoolOptions spool, out bool isAll, MimeLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(spool);
        limits ??= MimeLimits.Default;
        ReadOnlyMemory<byte> start = StreamFront.Read(input, Math.Min(spool.MemoryBytes, limits.MaxMailBytes), out isAll);
        if (isAll || start.Length > limits.MaxMailBytes)
            return Of(start, limits);
        using var all = new SpoolWriter(spool);
        using var reader = new PacketReader(limits, spool);
        isAll = StreamFront.TryCopy(start, input, limits.MaxMailBytes, all, reader);
        _ = reader.TryFinish(out FoundPacket? packet, out MimeFault fault);
        return Of(all.Complete(), start, packet, fault, limits);
    }

    /// <summary>What tells it from other mails: SHA-256 of its packet, or of all of it when it has none.</summary>
    /// <exception cref="IOException">A long one cannot be read any more.</exception>
    public byte[] Hash()
    {
        using var hash = new Sha256();
        (Packet?.Source ?? _mail).CopyTo(new SpanStream(hash.Append));
        return hash.Finish();
    }

    /// <summary>What is put out without the store: the mail as it came, under a status line if it is damaged OTR-Mail.</summary>
    public Delivery AsItCame() => Fault is { } fault
        ? new Delivery(DeliveryKind.Unreadable, Unreadable(fault)) { Refusal = new Refusal(fault) }
        : new Delivery(DeliveryKind.Passed, With(StatusHeader.Remove));

    /// <summary>The mail as it came, under a status line that says why it could not be read.</summary>
    public RenderedMail Unreadable(MailFault fault) => With(head => StatusHeader.Put(head, $"unreadable; reason={fault}"));

    /// <summary>Lets go of a long mail.</summary>
    public void Dispose()
    {
        Packet?.Dispose();
        _mail.Dispose();
    }

    private static Arrival Of(ByteSource mail, ReadOnlyMemory<byte> start, FoundPacket? packet, MimeFault fault, MimeLimits limits)
    {
        if (packet is not null)
            return new Arrival(mail, start) { Packet = packet };
        if (fault != MimeFault.NotOtrMail)
            return new Arrival(mail, start) { Fault = fault == MimeFault.TooLarge ? MailFault.TooLarge : MailFault.Malformed };
        (KeyBundle? bundle, Address? from) = SendersBundle(start, limits);
        return new Arrival(mail, start) { Bundle = bundle, BundleFrom = from };
    }

    /// <summary>The mail with its header block made anew. Of a long one, no more than its start is taken for that.</summary>
    private RenderedMail With(Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> header)
    {
        int body = HeaderScanner.BodyOffsetOf(_start.Span);
        return RenderedMail.Of(header(_start[..body]), _mail, body);
    }

    private static (KeyBundle? Bundle, Address? From) SendersBundle(ReadOnlyMemory<byte> mail, MimeLimits limits)
    {
        if (!HeaderBlock.TryParse(mail, out HeaderBlock? header, out _, limits) || !header.IsStrict
            || AddressReader.ReadSender(header, out _) is not { } from)
            return (null, null);
        foreach (byte[] bytes in Candidates(mail, header, limits))
        {
            if (KeyBundle.TryRead(bytes, out KeyBundle? bundle) && bundle.Addresses.Contains(from))
                return (bundle, from);
        }

        return (null, null);
    }

    private static IEnumerable<byte[]> Candidates(ReadOnlyMemory<byte> mail, HeaderBlock header, MimeLimits limits)
    {
        foreach (string base64 in KeyHeader.Find(header))
        {
            if (Armour.TryBase64(base64, KeyBundle.MaxBytes, out byte[]? bytes))
                yield return bytes;
        }

        foreach (string armour in KeyBundleFinder.Find(mail, limits))
        {
            if (Armour.TryRead(Armour.KeyBundle, armour, KeyBundle.MaxBytes, out byte[]? bytes))
                yield return bytes;
        }
    }
}
