using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mime;

/// <summary>
/// Finds the packet of a mail again, whatever lists, providers and gateways did to the mail around it: footers, other
/// multiparts around, other media types, boundaries, line ends and transfer encodings.
/// <list type="bullet">
/// <item>A part is a candidate when its decoded bytes begin with the magic and it is not text (text counts when it is
/// named *.otrmail). Only candidates are decoded; of all other parts a few bytes are looked at.</item>
/// <item>A whole mail inside (message/rfc822) is somebody else's mail, forwarded or bounced, and its packet is not
/// this mail's. Only when the body is nothing but that one part, as some providers wrap, is it opened, and once
/// only.</item>
/// <item>Two packets that are not the same bytes are <see cref="MimeFault.Malformed"/>: which one was meant cannot be
/// told.</item>
/// <item>A mail that claims to be OTR-Mail and holds no packet is Malformed; past a limit it is TooLarge. A mail
/// without any sign of OTR-Mail is NotOtrMail, even where it passes a limit: foreign mail is nobody's fault.</item>
/// </list>
/// </summary>
public static class PacketFinder
{
    private const int PieceBytes = 256 << 10;

    private static readonly SpoolOptions InMemory = new() { MemoryBytes = int.MaxValue };

    /// <summary>The first bytes of every packet.</summary>
    public static ReadOnlySpan<byte> Magic => "OTRM"u8;

    /// <summary>How the base64 of every packet begins.</summary>
    private static ReadOnlySpan<byte> MagicBase64 => "T1RST"u8;

    /// <summary>Finds the packet; false with Malformed, TooLarge or NotOtrMail.</summary>
    public static bool TryFind(
        ReadOnlyMemory<byte> mail,
        [NotNullWhen(true)] out FoundPacket? found,
        out MimeFault fault,
        MimeLimits? limits = null)
    {
        limits ??= MimeLimits.Default;
        found = null;
        using var reader = new PacketReader(limits, InMemory);
        reader.Write(mail.Span);
        bool isFound = reader.TryFinish(out found, out fault);
        // past a limit, all of the mail tells whether it is foreign
        if (reader.IsPastLimit)
            fault = HasSign(mail.Span) ? MimeFault.TooLarge : MimeFault.NotOtrMail;
        return isFound;
    }

    /// <summary>The same for a mail of any length that is read from a stream, in bounded memory.</summary>
    /// <param name="mail">The mail, read to its end, or to where it is clear that it is refused.</param>
    /// <param name="spool">Where a long packet goes.</param>
    /// <param name="found">The packet; the caller disposes it.</param>
    /// <param name="fault">Why there is none.</param>
    /// <param name="limits">The mail's limits.</param>
    /// <exception cref="IOException">The stream or the disk failed.</exception>
    public static bool TryFind(
        Stream mail,
        SpoolOptions spool,
        [NotNullWhen(true)] out FoundPacket? found,
        out MimeFault fault,
        MimeLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(spool);
        using var reader = new PacketReader(limits ?? MimeLimits.Default, spool);
        byte[] piece = GC.AllocateUninitializedArray<byte>(PieceBytes);
        for (int read; !reader.IsDone && (read = mail.Read(piece)) > 0;)
            reader.Write(piece.AsSpan(0, read));
        return reader.TryFinish(out found, out fault);
    }

    /// <summary>Whether the bytes are no mail but a packet, binary or as base64 text.</summary>
    internal static bool IsBare(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Magic))
        {
            // a mail might begin with a field that is called so
            var first = new HeaderScanner(bytes[..Math.Min(bytes.Length, 256)]);
            return !first.MoveNext() || first.Kind != HeaderLineKind.Field;
        }

        ReadOnlySpan<byte> text = bytes.TrimStart(" \t\r\n"u8);
        return text.StartsWith(MagicBase64) && TransferDecoder.IsBase64Text(text);
    }

    /// <summary>Whether anything in the bytes looks like OTR-Mail: asked only of what is past the limits.</summary>
    internal static bool HasSign(ReadOnlySpan<byte> mail) =>
        mail.IndexOf(Magic) >= 0 || mail.IndexOf(MagicBase64) >= 0
        || mail.IndexOf("otr-mail"u8) >= 0 || mail.IndexOf("otrmail"u8) >= 0;
}
