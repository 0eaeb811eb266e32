using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Im.Messages;

/// <summary>
/// A text from the network, told apart by its look (OTR version 3, "Unencoded messages" and "Encoded messages"). The markers
/// may stand anywhere in it: some networks and clients wrap what they carry.
/// </summary>
public sealed class WireText
{
    /// <summary>Before the base64 of an encoded message.</summary>
    public const string EncodedPrefix = "?OTR:";

    /// <summary>After it.</summary>
    public const string EncodedEnd = ".";

    /// <summary>Before what an error message says.</summary>
    public const string ErrorPrefix = "?OTR Error:";

    /// <summary>The invitation to version 3 alone.</summary>
    public const string QueryV3 = "?OTRv3?";

    private const string Marker = "?OTR";

    private readonly ReadOnlyMemory<char> _text;

    private WireText(WireTextKind kind, ReadOnlyMemory<char> text)
    {
        Kind = kind;
        _text = text;
    }

    private WireText(WireTextKind kind, string text)
        : this(kind, text.AsMemory())
    {
    }

    /// <summary>What it is.</summary>
    public WireTextKind Kind { get; }

    /// <summary>
    /// For plain texts: what to show (a tag taken out). For errors: what they say. For encoded messages: the base64. For
    /// fragments: the piece with its head. Else the whole text.
    /// </summary>
    public string Text => _text.ToString();

    /// <summary>For a query or a tag: the versions it offers, one character each ("1", "2", "3" and others).</summary>
    public string Versions { get; private init; } = "";

    /// <summary>Whether version 3 is among <see cref="Versions"/>.</summary>
    public bool OffersV3 => Versions.Contains('3', StringComparison.Ordinal);

    /// <summary>Looks at a text.</summary>
    public static WireText Of(string text)
    {
        int at = text.IndexOf(Marker, StringComparison.Ordinal);
        if (at < 0)
            return WhitespaceTag.TryTake(text, out string stripped, out string versions)
                ? new WireText(WireTextKind.TaggedPlain, stripped) { Versions = versions }
                : new WireText(WireTextKind.Plain, text);
        string rest = text[at..];
        if (rest.StartsWith(EncodedPrefix, StringComparison.Ordinal))
            return new WireText(WireTextKind.Encoded, Base64Of(rest.AsMemory(EncodedPrefix.Length)));
        if (rest.StartsWith(ErrorPrefix, StringComparison.Ordinal))
            return new WireText(WireTextKind.Error, rest[ErrorPrefix.Length..].Trim());
        if (Fragment.LooksLike(rest) && (at == 0 || Fragment.TryRead(rest) is not null))
            return new WireText(WireTextKind.Fragment, rest);
        if (TryQuery(rest[Marker.Length..], out string? offered))
            return new WireText(WireTextKind.Query, text) { Versions = offered };
        return new WireText(at == 0 ? WireTextKind.Unrecognized : WireTextKind.Plain, text);
    }

    /// <summary>Most bytes that an encoded message can have.</summary>
    public int MaxDecoded => Armour.MaxDecoded(_text.Length);

    /// <summary>The bytes of an encoded message; false when its base64 is not sound, or the room too small.</summary>
    /// <param name="message">Where they go; <see cref="MaxDecoded"/> bytes are always enough.</param>
    /// <param name="length">How many they are.</param>
    public bool TryDecode(Span<byte> message, out int length) => Armour.TryBase64(_text.Span, message, out length);

    /// <summary>The bytes of an encoded message; false when its base64 is not sound.</summary>
    public bool TryDecode([NotNullWhen(true)] out byte[]? message) =>
        Armour.TryBase64(_text.Span, ImLimits.MessageChars, out message);

    // without its full stop a message is cut off, and nothing decodes
    private static ReadOnlyMemory<char> Base64Of(ReadOnlyMemory<char> rest) =>
        rest.Span.IndexOf(EncodedEnd) is >= 0 and var end ? rest[..end] : default;

    /// <summary>"?" for version 1, then "v", the others, "?": at least one of the two.</summary>
    private static bool TryQuery(string rest, [NotNullWhen(true)] out string? versions)
    {
        versions = null;
        bool offersV1 = rest.StartsWith('?');
        if (offersV1)
            versions = "1";
        string list = offersV1 ? rest[1..] : rest;
        int end = list.StartsWith('v') ? list.IndexOf('?', StringComparison.Ordinal) : -1;
        if (end > 0 && list.AsSpan(1, end - 1).IndexOfAnyExceptInRange('!', '~') < 0)
            versions += list[1..end];
        return versions is not null;
    }
}
