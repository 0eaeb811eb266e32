using System.Diagnostics.CodeAnalysis;

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
        if (mail.Length > limits.MaxMailBytes)
        {
            fault = HasSign(mail.Span) ? MimeFault.TooLarge : MimeFault.NotOtrMail;
            return false;
        }

        if (IsBare(mail.Span))
            return TryBare(mail, limits, out found, out fault);
        if (!TryOpen(mail, limits, out IReadOnlyList<MimePart>? parts, out bool wrapped))
        {
            fault = HasSign(mail.Span) ? MimeFault.TooLarge : MimeFault.NotOtrMail;
            return false;
        }

        var search = new PacketSearch(limits);
        foreach (MimePart part in parts)
        {
            if (!search.Add(part))
                break;
        }

        fault = search.Fault;
        if (search.Packet is { } packet && fault == MimeFault.None)
            found = new FoundPacket(packet, parts[0].Header, search.Place, wrapped);
        return found is not null;
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

    private static bool TryBare(ReadOnlyMemory<byte> bytes, MimeLimits limits, out FoundPacket? found, out MimeFault fault)
    {
        bool binary = bytes.Span.StartsWith(Magic);
        ReadOnlyMemory<byte>? packet = binary ? bytes : TransferDecoder.Decode(TransferEncoding.Base64, bytes);
        found = null;
        fault = packet is null ? MimeFault.Malformed
            : packet.Value.Length > limits.MaxPacketBytes ? MimeFault.TooLarge : MimeFault.None;
        if (fault != MimeFault.None)
            return false;
        PacketPlace place = binary ? PacketPlace.Bare : PacketPlace.BareBase64;
        found = new FoundPacket(packet!.Value, null, place, IsWrapped: false);
        return true;
    }

    /// <summary>The mail's parts, or those of the one mail that it wraps.</summary>
    private static bool TryOpen(
        ReadOnlyMemory<byte> mail,
        MimeLimits limits,
        [NotNullWhen(true)] out IReadOnlyList<MimePart>? parts,
        out bool wrapped)
    {
        wrapped = false;
        if (!MimeWalker.TryWalk(mail, limits, out parts, out _))
            return false;
        MimePart[] leaves = [.. parts.Where(part => part.IsLeaf)];
        if (leaves is not [{ IsMessage: true, Content.Transfer: TransferEncoding.Identity } only])
            return true;
        wrapped = true;
        return MimeWalker.TryWalk(only.Body, limits, out parts, out _);
    }

    /// <summary>Whether anything in the bytes looks like OTR-Mail: asked only of what is past the limits.</summary>
    private static bool HasSign(ReadOnlySpan<byte> mail) =>
        mail.IndexOf(Magic) >= 0 || mail.IndexOf(MagicBase64) >= 0
        || mail.IndexOf("otr-mail"u8) >= 0 || mail.IndexOf("otrmail"u8) >= 0;
}
