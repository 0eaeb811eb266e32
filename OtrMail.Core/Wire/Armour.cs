using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
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
    public static bool TryBase64(ReadOnlySpan<char> text, int maxBytes, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var packed = new byte[text.Length];
        int length = 0;
        foreach (char c in text)
        {
            if (c is ' ' or '\t' or '\r' or '\n')
                continue;
            if (!char.IsAscii(c))
                return false;
            packed[length++] = (byte)c;
        }

        if (length == 0 || length % 4 != 0 || length / 4 * 3L > maxBytes + 2L)
            return false;
        var decoded = new byte[length / 4 * 3];
        if (Base64.DecodeFromUtf8(packed.AsSpan(0, length), decoded, out _, out int written)
            != System.Buffers.OperationStatus.Done || written > maxBytes)
            return false;
        // canonical: the unused bits of the last character are zero
        if (Convert.ToBase64String(decoded, 0, written) != Encoding.ASCII.GetString(packed, 0, length))
            return false;
        bytes = decoded[..written];
        return true;
    }
}
