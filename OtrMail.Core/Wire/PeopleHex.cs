using System.Diagnostics.CodeAnalysis;

namespace OtrMail.Core.Wire;

/// <summary>Hexadecimal digits as people copy them: letter case, spaces, colons and hyphens do not matter.</summary>
public static class PeopleHex
{
    /// <summary>Reads exactly <paramref name="byteCount"/> bytes; false for anything else.</summary>
    public static bool TryRead(string? text, int byteCount, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text is null)
            return false;
        string digits = string.Concat(text.Where(c => c is not (' ' or ':' or '-')));
        if (digits.Length != 2 * byteCount || !digits.All(char.IsAsciiHexDigit))
            return false;
        bytes = Convert.FromHexString(digits);
        return true;
    }
}
