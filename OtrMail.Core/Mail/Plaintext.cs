using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Keys;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Mail;

/// <summary>What a packet's ciphertext holds (docs/PROTOCOL.md, section 7): small fields first, the mail last.</summary>
internal sealed class Plaintext
{
    private const byte ResentFlag = 1;

    /// <summary>Strictly increasing for each contact, Unix seconds.</summary>
    public required long Stamp { get; init; }

    /// <summary>Newest stamp received from the peer, or 0.</summary>
    public required long Echo { get; init; }

    /// <summary>The ratchet key announced.</summary>
    public required RatchetPublicKey NextKey { get; init; }

    /// <summary>The sender's bundle, or empty.</summary>
    public required ReadOnlyMemory<byte> Bundle { get; init; }

    /// <summary>Ring signature, RSA-PSS signature or empty, by the packet's type.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>What the user sent.</summary>
    public required MailContent Content { get; init; }

    /// <summary>The encoding with its padding; the caller disposes it.</summary>
    public WireWriter Encode()
    {
        byte[] coded = BodyCoding.Encode(Content.Mail.Span);
        var writer = new WireWriter((int)Math.Min(Array.MaxLength, (coded.Length + 16_384L) * 9 / 8));
        writer.Byte((byte)Content.Kind).Byte(Content.Resent ? ResentFlag : (byte)0).Long(Stamp).Long(Echo)
            .Raw(NextKey.Bytes.Span).Data(Bundle.Span).Data(Signature.Span);
        IReadOnlyList<Nak> naks = Content.Naks ?? [];
        writer.Byte((byte)naks.Count);
        foreach (Nak nak in naks)
            writer.Raw(nak.SessionId).Raw(nak.HeaderHash);
        writer.Data(Content.OuterRecord.Span).Raw(coded);
        writer.Zeros((int)(Padme.PaddedLength(writer.Length) - writer.Length));
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(coded);
        return writer;
    }

    /// <summary>Reads an encoding strictly.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, MailLimits limits, [NotNullWhen(true)] out Plaintext? plaintext)
    {
        plaintext = null;
        var reader = new WireReader(bytes);
        byte kind = reader.Byte();
        byte flags = reader.Byte();
        long stamp = reader.Long();
        long echo = reader.Long();
        ReadOnlySpan<byte> nextKey = reader.Raw(RatchetPublicKey.FullBytes);
        ReadOnlySpan<byte> bundle = reader.Data(KeyBundle.MaxBytes);
        ReadOnlySpan<byte> signature = reader.Data(MailLimits.SignatureBytes);
        int nakCount = reader.Count(MailLimits.Naks);
        var naks = new List<Nak>(nakCount);
        for (int i = 0; i < nakCount && reader.Ok; i++)
            naks.Add(new Nak(reader.Raw(MailLimits.SessionIdBytes).ToArray(), reader.Raw(MailLimits.HashBytes).ToArray()));
        ReadOnlySpan<byte> outerRecord = reader.Data(MailLimits.OuterRecordBytes);
        if (!reader.Ok
            || !Enum.IsDefined((MessageKind)kind)
            || (flags & ~ResentFlag) != 0
            || !RatchetPublicKey.TryReadFull(nextKey, out RatchetPublicKey? key)
            || !BodyCoding.TryDecodePrefix(bytes[reader.Position..], limits.MailBytes, out byte[] mail, out int consumed)
            || !IsPadding(bytes, reader.Position + consumed))
            return false;
        plaintext = new Plaintext
        {
            Stamp = stamp,
            Echo = echo,
            NextKey = key,
            Bundle = bundle.ToArray(),
            Signature = signature.ToArray(),
            Content = new MailContent(
                mail, outerRecord.ToArray(), (MessageKind)kind, (flags & ResentFlag) != 0, naks),
        };
        return true;
    }

    private static bool IsPadding(ReadOnlySpan<byte> bytes, int contentLength) =>
        Padme.PaddedLength(contentLength) == bytes.Length && !bytes[contentLength..].ContainsAnyExcept((byte)0);
}
