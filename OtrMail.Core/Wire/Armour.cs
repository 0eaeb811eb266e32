using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace OtrMail.Core.Wire;

/// <summary>
/// ASCII armour: a BEGIN line, standard base64 in lines of 64 characters, an END line
/// (docs/PROTOCOL.md, section 3).
/// </summary>
public static class Armour
{
    /// <summary>The armour of a key bundle.</summary>
    public const string KeyBundle = "OTR-MAIL KEY BUNDLE";

    /// <summary>The armour of an identity that moves to a new machine.</summary>
    public const string PrivateIdentity = "OTR-MAIL PRIVATE IDENTITY";

    private const int LineLength = 64;

    /// <summary>Puts bytes into armour, with LF line ends.</summary>
    public static string Write(string kind, ReadOnlySpan<byte> bytes)
    {
        string base64 = Convert.ToBase64String(bytes);
        var text = new StringBuilder(base64.Length * 66 / 64 + 100);
        text.Append("-----BEGIN ").Append(kind).Append("-----\n");
        for (int at = 0; at < base64.Length; at += LineLength)
            text.Append(base64, at, Math.Min(LineLength, base64.Length - at)).Append('\n');
        return text.Append("-----END ").Append(kind).Append("-----\n").ToString();
    }

    /// <summary>
    /// Takes bytes out of the first armour of this kind in a text. Only white space may stand between the base64
    /// characters; its padding must be canonical.
    /// </summary>
    /// <param name="kind">Which armour.</param>
    /// <param name="text">Any text around it is skipped.</param>
    /// <param name="maxBytes">Longest result.</param>
    /// <param name="bytes">The result.</param>
    public static bool TryRead(string kind, string text, int maxBytes, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        string begin = $"-----BEGIN {kind}-----";
        int start = text.IndexOf(begin, StringComparison.Ordinal);
        if (start < 0)
            return false;
        start += begin.Length;
        int end = text.IndexOf($"-----END {kind}-----", start, StringComparison.Ordinal);
        return end >= 0 && TryBase64(text.AsSpan(start, end - start), maxBytes, out bytes);
    }

    /// <summary>Decodes base64 with white space in it; nothing else is let pass.</summary>
    /// <param name="text">The base64.</param>
    /// <param name="maxBytes">Longest result.</param>
    /// <param name="bytes">The result.</param>
    public static bool TryBase64(ReadOnlySpan<char> text, int maxBytes, [NotNullWhen(true)] out byte[]? bytes)
    {
        byte[] decoded = ArrayPool<byte>.Shared.Rent(Math.Min(MaxDecoded(text.Length), maxBytes));
        int room = Math.Min(decoded.Length, maxBytes);
        bytes = TryBase64(text, decoded.AsSpan(0, room), out int length) ? decoded[..length] : null;
        ArrayPool<byte>.Shared.Return(decoded, clearArray: true);
        return bytes is not null;
    }

    /// <summary>As the other, into memory of the caller's: more than fits is refused, too.</summary>
    /// <param name="text">The base64.</param>
    /// <param name="bytes">Where the result goes; <see cref="MaxDecoded"/> bytes are always enough.</param>
    /// <param name="length">Bytes of the result.</param>
    public static bool TryBase64(ReadOnlySpan<char> text, Span<byte> bytes, out int length) =>
        (TryAtOnce(text, bytes, out length) || Convert.TryFromBase64Chars(text, bytes, out length))
        && length > 0 && IsCanonical(text, bytes[..length]);

    /// <summary>Most bytes that so many characters of base64 hold.</summary>
    public static int MaxDecoded(int chars) => chars / 4 * 3;

    /// <summary>
    /// Twenty times as fast on a long text as Convert, which looks at characters one by one; what this does not take, Convert
    /// is asked about.
    /// </summary>
    private static bool TryAtOnce(ReadOnlySpan<char> text, Span<byte> bytes, out int length)
    {
        byte[] ascii = ArrayPool<byte>.Shared.Rent(text.Length);
        length = 0;
        bool isTaken = Ascii.FromUtf16(text, ascii, out int chars) == OperationStatus.Done
            && Base64.DecodeFromUtf8(ascii.AsSpan(0, chars), bytes, out int consumed, out length) == OperationStatus.Done
            && consumed == chars;
        // it may be a key's or a signature's
        CryptographicOperations.ZeroMemory(ascii.AsSpan(0, text.Length));
        ArrayPool<byte>.Shared.Return(ascii);
        return isTaken;
    }

    /// <summary>Whether the unused bits of the last character are zero: all others have none.</summary>
    private static bool IsCanonical(ReadOnlySpan<char> text, ReadOnlySpan<byte> decoded)
    {
        int over = decoded.Length % 3;
        if (over == 0)
            return true;
        Span<char> group = stackalloc char[4];
        Convert.TryToBase64Chars(decoded[^over..], group, out _);
        return text.TrimEnd("= \t\r\n")[^1] == group[over];
    }
}
