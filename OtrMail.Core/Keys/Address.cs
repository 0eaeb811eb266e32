using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace OtrMail.Core.Keys;

/// <summary>
/// A mail address (RFC 5321 Mailbox, without display name) in the one form in which addresses are compared:
/// ASCII letters in lower case, the domain as A-labels (RFC 5890). At most 254 bytes in UTF-8 (RFC 5321 4.5.3.1.3).
/// </summary>
public sealed class Address : IEquatable<Address>, IComparable<Address>
{
    /// <summary>Longest address, in UTF-8 bytes.</summary>
    public const int MaxBytes = 254;

    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = false };

    /// <summary>What separates addresses, or would need quoting.</summary>
    private static readonly SearchValues<char> Specials = SearchValues.Create("<>,;@\"()");

    private readonly string _canonical;

    private Address(string canonical) => _canonical = canonical;

    /// <summary>The part after the last <c>@</c>.</summary>
    public string Domain => _canonical[(_canonical.LastIndexOf('@') + 1)..];

    /// <summary>Reads an address; spaces, control and format characters and an empty half are refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Address? address)
    {
        address = null;
        if (text is null)
            return false;
        int at = text.LastIndexOf('@');
        if (at <= 0 || at == text.Length - 1)
            return false;
        string local = text[..at];
        if (!IsPlain(local) || local.AsSpan().ContainsAny(Specials))
            return false;
        if (!TryDomain(text[(at + 1)..], out string? domain))
            return false;
        string canonical = LowerAscii(local) + "@" + domain;
        if (Encoding.UTF8.GetByteCount(canonical) > MaxBytes)
            return false;
        address = new Address(canonical);
        return true;
    }

    /// <summary>Reads an address that the program itself wrote.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Address Parse(string text) =>
        TryParse(text, out Address? address) ? address : throw new FormatException($"not a mail address: {text}");

    /// <inheritdoc/>
    public override string ToString() => _canonical;

    /// <summary>
    /// The address as it stands in a header or an envelope: a local part that is no dot-atom in quotes (RFC 5322 section 3.4.1,
    /// RFC 5321 section 4.1.2).
    /// </summary>
    public string ToQuotedString()
    {
        int at = _canonical.LastIndexOf('@');
        string local = _canonical[..at];
        bool isAtom = local.Split('.').All(atom => atom.Length > 0
            && atom.All(c => char.IsAsciiLetterOrDigit(c) || c > '~' || "!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal)));
        return isAtom ? _canonical : $"\"{local.Replace("\\", "\\\\", StringComparison.Ordinal)}\"{_canonical[at..]}";
    }

    /// <inheritdoc/>
    public bool Equals(Address? other) => other is not null && _canonical == other._canonical;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Address);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(_canonical, StringComparison.Ordinal);

    /// <inheritdoc/>
    public int CompareTo(Address? other) => string.CompareOrdinal(_canonical, other?._canonical);

    private static bool TryDomain(string domain, [NotNullWhen(true)] out string? canonical)
    {
        canonical = null;
        if (domain.StartsWith('[') && domain.EndsWith(']'))
        {
            // address literal (RFC 5321 4.1.3): only its characters are looked at
            if (domain[1..^1].Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or ':' or '-')))
                return false;
            canonical = LowerAscii(domain);
            return domain.Length > 2;
        }

        if (!IsPlain(domain))
            return false;
        try
        {
            // without ICU the mapping does no folding of its own
            canonical = LowerAscii(Idn.GetAscii(domain.ToLowerInvariant()));
            return canonical.Length <= 253 && !canonical.EndsWith('.') && !canonical.StartsWith('.')
                && canonical.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>
    /// Nothing that cannot be seen or that two people would read differently: no white space, control or format
    /// character (zero-width, writing direction), and no half of a surrogate pair.
    /// </summary>
    private static bool IsPlain(string text)
    {
        foreach (Rune rune in text.EnumerateRunes()) // what is broken comes as U+FFFD
        {
            if (rune == Rune.ReplacementChar || Rune.IsWhiteSpace(rune)
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                    or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse)
                return false;
        }

        return true;
    }

    private static string LowerAscii(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
        });
}
