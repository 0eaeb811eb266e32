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
        {
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            bool shows = category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator) && rune.Value != 0xFFFD;
            line.Append(shows ? rune.ToString() : "?");
        }

        return line.ToString();
    }
}
