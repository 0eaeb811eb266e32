using System.Globalization;
using System.Text;

namespace OtrMail.Core.Keys;

/// <summary>
/// Addresses that people take for each other: letters of other alphabets, accents, digits and pairs of letters that look like a
/// Latin letter (after Unicode Technical Standard 39, for mail's usual alphabets). A hint for people; nothing is decided by it.
/// </summary>
public static class LookAlike
{
    /// <summary>Each word: a letter, and all that look like it.</summary>
    private const string Table =
        "aàáâãäåāăąǎαаɑ bЬьв cçćĉċčсϲ dďđԁ eèéêëēĕėęěεеёє fƒ gĝğġģɡց hĥħһн jĵјϳ kķκк lĺļľłļ1i|ìíîïĩīĭįıιіїӏ mмṃ nñńņňηпո "
        + "o0òóôõöøōŏőοоӧօσ pρрþ qԛգ rŕŗřг sśŝşšѕ tţťŧτт uùúûüũūŭůűųυսц vνѵ wŵωѡԝ xχхҳ yýÿŷуүγ zźżžᴢ -‐‑‒–—_";

    private static readonly Dictionary<int, char> Letters = Read();

    private static readonly IdnMapping Idn = new();

    /// <summary>Those of the others that <paramref name="one"/> may be taken for.</summary>
    public static IEnumerable<Address> Among(IEnumerable<Address> others, Address one)
    {
        ArgumentNullException.ThrowIfNull(others);
        ArgumentNullException.ThrowIfNull(one);
        string skeleton = Skeleton(one);
        return others.Where(other => !other.Equals(one) && Skeleton(other) == skeleton);
    }

    /// <summary>What the eye makes of it; for comparing only.</summary>
    private static string Skeleton(Address address)
    {
        string text = address.ToString();
        string readable = text[..^address.Domain.Length] + Readable(address.Domain);
        var skeleton = new StringBuilder(readable.Length);
        foreach (Rune rune in readable.EnumerateRunes())
        {
            Rune lower = Rune.ToLowerInvariant(rune);
            if (Rune.GetUnicodeCategory(lower) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
                continue;
            skeleton.Append(Letters.TryGetValue(lower.Value, out char letter) ? letter.ToString() : lower.ToString());
        }

        return skeleton.Replace("rn", "m").Replace("vv", "w").Replace("cl", "d").ToString();
    }

    private static string Readable(string domain)
    {
        try
        {
            return Idn.GetUnicode(domain);
        }
        catch (ArgumentException)
        {
            return domain; // not every label that begins with xn-- is one
        }
    }

    private static Dictionary<int, char> Read()
    {
        Dictionary<int, char> letters = [];
        foreach (string group in Table.Split(' '))
        {
            foreach (Rune rune in group.EnumerateRunes())
                letters[Rune.ToLowerInvariant(rune).Value] = group[0];
        }

        return letters;
    }
}
