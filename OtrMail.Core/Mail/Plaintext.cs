using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Mail;

/// <summary>What a packet's ciphertext holds (docs/PROTOCOL.md, section 7): small fields first, the mail last.</summary>
internal sealed class Plaintext
{
    internal const byte ResentFlag = 1;

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
    public EncodedPlaintext Encode()
    {
        var writer = new WireWriter(16_384 + Content.OuterRecord.Length);
        writer.Byte((byte)Content.Kind).Byte(Content.Resent ? ResentFlag : (byte)0).Long(Stamp).Long(Echo)
            .Raw(NextKey.Bytes.Span).Data(Bundle.Span).Data(Signature.Span);
        IReadOnlyList<Nak> naks = Content.Naks ?? [];
        writer.Byte((byte)naks.Count);
        foreach (Nak nak in naks)
            writer.Raw(nak.SessionId).Raw(nak.HeaderHash);
        writer.Data(Content.OuterRecord.Span);
        return new EncodedPlaintext(writer, Content.Mail);
    }

    /// <summary>The same with its mail.</summary>
    public Plaintext With(MailBytes mail) => new()
    {
        Stamp = Stamp,
        Echo = Echo,
        NextKey = NextKey,
        Bundle = Bundle,
        Signature = Signature,
        Content = Content with { Mail = mail },
    };

    /// <summary>Reads an encoding strictly.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, MailLimits limits, [NotNullWhen(true)] out Plaintext? plaintext)
    {
        using var reader = new PlaintextReader(bytes.Length, limits, keepsAll: true);
        reader.Write(bytes);
        return reader.TryFinish(mail => mail, out plaintext);
    }
}
