using System.Globalization;
using System.Text;

namespace OtrMail.Core.Im;

/// <summary>
/// A node of libgcrypt's text form of S-expressions: a list, or an atom written as a token, a quoted string, or hexadecimal
/// digits between number signs.
/// </summary>
internal sealed class SExpression
{
    private const int MaxDepth = 16;

    private readonly byte[]? _atom;

    private SExpression(byte[]? atom, IReadOnlyList<SExpression> items)
    {
        _atom = atom;
        Items = items;
    }

    /// <summary>The items of a list; an atom has none.</summary>
    public IReadOnlyList<SExpression> Items { get; }

    /// <summary>The bytes of an atom; empty for a list.</summary>
    public ReadOnlySpan<byte> Atom => _atom;

    /// <summary>The first list among the items, or among theirs, that begins with this name.</summary>
    public SExpression? Find(string name)
    {
        if (Is(name))
            return this;
        foreach (SExpression item in Items)
        {
            if (item.Find(name) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>Whether it is a list that begins with this name.</summary>
    public bool Is(string name) => Items.Count > 0 && Items[0].Atom.SequenceEqual(Encoding.UTF8.GetBytes(name));

    /// <summary>Reads one expression; null when it is malformed.</summary>
    public static SExpression? TryRead(string text)
    {
        int at = 0;
        return Read(text, ref at, 0);
    }

    private static SExpression? Read(string text, ref int at, int depth)
    {
        Skip(text, ref at);
        if (at >= text.Length || depth > MaxDepth)
            return null;
        switch (text[at])
        {
            case '(':
                return ReadList(text, ref at, depth);
            case '"':
                return ReadQuoted(text, ref at);
            case '#':
                return ReadHex(text, ref at);
            default:
                int start = at;
                while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('(' or ')' or '"' or '#'))
                    at++;
                return at > start ? new SExpression(Encoding.UTF8.GetBytes(text[start..at]), []) : null;
        }
    }

    private static SExpression? ReadList(string text, ref int at, int depth)
    {
        at++;
        var items = new List<SExpression>();
        for (Skip(text, ref at); at < text.Length && text[at] != ')'; Skip(text, ref at))
        {
            if (Read(text, ref at, depth + 1) is not { } item)
                return null;
            items.Add(item);
        }

        return at++ < text.Length ? new SExpression(null, items) : null;
    }

    private static SExpression? ReadHex(string text, ref int at)
    {
        int end = text.IndexOf('#', ++at);
        if (end < 0)
            return null;
        string digits = string.Concat(text[at..end].Where(c => !char.IsWhiteSpace(c)));
        at = end + 1;
        return digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit)
            ? new SExpression(Convert.FromHexString(digits), [])
            : null;
    }

    private static SExpression? ReadQuoted(string text, ref int at)
    {
        using var bytes = new MemoryStream();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] != '\\')
                bytes.Write(Encoding.UTF8.GetBytes(text[at..(at + 1)]));
            else if (!TryEscape(text, ref at, bytes))
                return null;
        }

        return at++ < text.Length ? new SExpression(bytes.ToArray(), []) : null;
    }

    /// <summary>One escape as libgcrypt writes it: a letter, a quote, or xHH.</summary>
    private static bool TryEscape(string text, ref int at, MemoryStream bytes)
    {
        if (++at >= text.Length)
            return false;
        int value = text[at] switch
        {
            'b' => '\b',
            't' => '\t',
            'v' => '\v',
            'n' => '\n',
            'f' => '\f',
            'r' => '\r',
            '"' => '"',
            '\'' => '\'',
            '\\' => '\\',
            'x' when at + 2 < text.Length
                && byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, null, out byte hex) => hex,
            _ => -1,
        };
        if (value < 0)
            return false;
        if (text[at] == 'x')
            at += 2;
        bytes.WriteByte((byte)value);
        return true;
    }

    private static void Skip(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }
}
