using System.Buffers;
using System.Text;

namespace OtrMail.Core.Mime;

/// <summary>
/// The header in which plain mail carries its sender's key bundle. What the bundle says is not looked at here.
/// </summary>
public static class KeyHeader
{
    /// <summary>The field's name.</summary>
    public const string Name = "OTR-Mail-Key";

    /// <summary>
    /// Longest base64 value in characters, folding not counted: a bundle of 8 KiB with room to spare.
    /// </summary>
    public const int MaxValue = MimeLimits.MaxKeyText;

    private const int Columns = 76;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    /// <summary>
    /// The base64 values of the header's key fields, in order, white space taken out. What is empty, longer than
    /// <see cref="MaxValue"/> or no base64 characters is passed over; at most 16 are given.
    /// </summary>
    public static IReadOnlyList<string> Find(HeaderBlock header)
    {
        ArgumentNullException.ThrowIfNull(header);
        List<string> values = [];
        foreach (HeaderField field in header.All(Name))
        {
            // folding at 76 columns adds at most a twentieth
            if (field.RawValue.Length > MaxValue * 2 || values.Count == MimeLimits.MaxKeyCandidates)
                continue;
            string text = Encoding.Latin1.GetString(field.ValueBytes());
            string value = string.Concat(text.Where(c => c is not (' ' or '\t')));
            if (value.Length is > 0 and <= MaxValue && !value.AsSpan().ContainsAnyExcept(Alphabet))
                values.Add(value);
        }

        return values;
    }

    /// <summary>
    /// The field with this value, folded so that no line has more than 76 columns, with its line end.
    /// </summary>
    /// <param name="base64">1 to <see cref="MaxValue"/> characters of base64.</param>
    /// <param name="crlf">Lines end with CRLF instead of LF.</param>
    /// <exception cref="ArgumentException">It is not base64 characters, or too long.</exception>
    public static string Write(ReadOnlySpan<char> base64, bool crlf)
    {
        if (base64.IsEmpty || base64.Length > MaxValue || base64.ContainsAnyExcept(Alphabet))
            throw new ArgumentException("not the base64 of a key bundle", nameof(base64));
        string lineEnd = crlf ? "\r\n" : "\n";
        var field = new StringBuilder(Name).Append(": ");
        int room = Columns - field.Length;
        while (base64.Length > room)
        {
            field.Append(base64[..room]).Append(lineEnd).Append(' ');
            base64 = base64[room..];
            room = Columns - 1;
        }

        return field.Append(base64).Append(lineEnd).ToString();
    }

    /// <summary>
    /// The mail with the field put first in its top header block (after an mbox line), every other byte untouched. A
    /// mail that begins without a header comes back with the field and an empty line on top.
    /// </summary>
    /// <exception cref="ArgumentException">It is not base64 characters, or too long.</exception>
    public static byte[] Put(ReadOnlyMemory<byte> mail, ReadOnlySpan<char> base64)
    {
        ReadOnlySpan<byte> lineEnd = HeaderBlock.FirstLineEnd(mail.Span);
        byte[] field = Encoding.ASCII.GetBytes(Write(base64, lineEnd.Length == 2));
        var scanner = new HeaderScanner(mail.Span);
        bool begins = scanner.MoveNext();
        int envelope = begins && scanner.Kind == HeaderLineKind.Envelope ? scanner.End : 0;
        begins = (envelope == 0 ? begins : scanner.MoveNext()) && scanner.Kind == HeaderLineKind.Field;
        return [.. mail.Span[..envelope], .. field, .. begins ? default : lineEnd, .. mail.Span[envelope..]];
    }
}
