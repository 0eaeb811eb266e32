using System.Globalization;
using System.Text;

namespace OtrMail.Cli.Terminal;

/// <summary>
/// Text that comes from others (addresses, header names, file names), made fit for a terminal: nothing that moves the
/// cursor, changes colours, hides, or turns the direction of what stands around it.
/// </summary>
internal static class Printable
{
    /// <summary>The text in one line, with a question mark for every character that does not simply show itself.</summary>
    public static string Of(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            line.Append(Shown(rune));
        return line.ToString();
    }

    /// <summary>Any text in UTF-8, its lines and tabs kept; what is no UTF-8 is question marks too.</summary>
    public static byte[] Text(ReadOnlySpan<byte> text)
    {
        var lines = new StringBuilder(text.Length);
        foreach (Rune rune in Encoding.UTF8.GetString(text).Replace("\r\n", "\n", StringComparison.Ordinal).EnumerateRunes())
            lines.Append(rune.Value is '\n' or '\t' ? rune.ToString() : Shown(rune));
        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    private static string Shown(Rune rune)
    {
        UnicodeCategory category = Rune.GetUnicodeCategory(rune);
        bool shows = category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator) && rune.Value != 0xFFFD;
        return shows ? rune.ToString() : "?";
    }
}
