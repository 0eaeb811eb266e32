using System.Text;
using System.Text.Unicode;

namespace OtrMail.Core.Mime;

/// <summary>One field of a header block, as the very bytes that stand in the mail.</summary>
public sealed class HeaderField
{
    private readonly int _nameLength;
    private readonly int _valueOffset;

    internal HeaderField(ReadOnlyMemory<byte> raw, int nameLength, int valueOffset)
    {
        Raw = raw;
        _nameLength = nameLength;
        _valueOffset = valueOffset;
    }

    /// <summary>Name, colon, value with its folding, and the line end (missing only at the end of a mail).</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>The name as written, in the mail's own letter case.</summary>
    public string Name => Encoding.ASCII.GetString(Raw.Span[.._nameLength]);

    /// <summary>What follows the colon, with folding and line end.</summary>
    public ReadOnlyMemory<byte> RawValue => Raw[_valueOffset..];

    /// <summary>
    /// The unfolded value (RFC 5322 section 2.2.3): line ends taken out, blanks at both ends trimmed. UTF-8 where it
    /// is valid, else every byte as the character of that number; RFC 2047 words are left as they are.
    /// </summary>
    public string Value => ToText(ValueBytes());

    /// <summary>Whether this is the field of that name, letter case aside (RFC 5322 section 1.2.2).</summary>
    public bool Is(string name) => Ascii.EqualsIgnoreCase(Raw.Span[.._nameLength], name);

    /// <summary>The unfolded value as bytes: line ends (LF, CRLF) taken out, blanks at both ends trimmed.</summary>
    public byte[] ValueBytes()
    {
        ReadOnlySpan<byte> raw = RawValue.Span;
        byte[] value = new byte[raw.Length];
        int length = 0;
        while (!raw.IsEmpty)
        {
            int lf = raw.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = lf < 0 ? raw : raw[..lf];
            raw = lf < 0 ? default : raw[(lf + 1)..];
            if (lf >= 0 && line.EndsWith("\r"u8))
                line = line[..^1];
            line.CopyTo(value.AsSpan(length));
            length += line.Length;
        }

        return value.AsSpan(0, length).Trim(" \t"u8).ToArray();
    }

    internal static string ToText(ReadOnlySpan<byte> bytes) =>
        Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
}
