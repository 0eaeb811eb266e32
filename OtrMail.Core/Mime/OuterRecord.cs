using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace OtrMail.Core.Mime;

/// <summary>
/// What was sent outside, recorded inside where nobody on the way can change it: the meaning of HP-Outer in RFC 9788.
/// The inner header block alone is authoritative; this tells which of its fields were confidential, and which of the
/// outside ones were changed on the way.
/// <para>
/// Encoding: BYTE number of fields (0 to 9), then for each, in ascending order of code: BYTE code
/// (<see cref="OuterField"/>), INT length (big-endian), value. The value is unfolded: line ends taken out, blanks at
/// both ends trimmed, else the bytes as sent; it holds no CR, LF or NUL. At most 65,600 bytes in all. Nothing may follow.
/// </para>
/// </summary>
public sealed class OuterRecord
{
    /// <summary>
    /// Longest encoding in bytes: the values of a header block of 64 KiB, and what the encoding and Subject add.
    /// </summary>
    public const int MaxBytes = MimeLimits.MostHeaderBytes + 64;

    private readonly SortedDictionary<OuterField, byte[]> _values;

    private OuterRecord(SortedDictionary<OuterField, byte[]> values) => _values = values;

    /// <summary>The fields sent outside, in the order of their codes.</summary>
    public IReadOnlyCollection<OuterField> Fields => _values.Keys;

    /// <summary>The record of the mail that <see cref="OuterMail"/> makes of this one.</summary>
    public static OuterRecord Of(OutgoingMail mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        SortedDictionary<OuterField, byte[]> values = new() { [OuterField.Subject] = OuterMail.Subject.ToArray() };
        foreach (HeaderField field in mail.Header.Fields)
        {
            if (OuterFields.Of(field) is { } code)
                values.TryAdd(code, field.ValueBytes());
        }

        return new OuterRecord(values);
    }

    /// <summary>The unfolded value sent outside; null when the field was not.</summary>
    public string? ValueOf(OuterField field) =>
        _values.TryGetValue(field, out byte[]? value) ? HeaderField.ToText(value) : null;

    /// <summary>The record's bytes.</summary>
    public byte[] Encode()
    {
        byte[] encoded = new byte[1 + _values.Sum(pair => 5 + pair.Value.Length)];
        encoded[0] = (byte)_values.Count;
        int at = 1;
        foreach ((OuterField field, byte[] value) in _values)
        {
            encoded[at] = (byte)field;
            BinaryPrimitives.WriteInt32BigEndian(encoded.AsSpan(at + 1), value.Length);
            value.CopyTo(encoded.AsSpan(at + 5));
            at += 5 + value.Length;
        }

        return encoded;
    }

    /// <summary>Reads a record; false unless it would be encoded to the same bytes.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out OuterRecord? record)
    {
        record = null;
        if (encoded.IsEmpty || encoded.Length > MaxBytes)
            return false;
        SortedDictionary<OuterField, byte[]> values = [];
        int count = encoded[0];
        int last = 0;
        encoded = encoded[1..];
        for (int i = 0; i < count; i++)
        {
            if (encoded.Length < 5 || encoded[0] <= last || encoded[0] > (int)OuterField.AutoSubmitted)
                return false;
            last = encoded[0];
            uint length = BinaryPrimitives.ReadUInt32BigEndian(encoded[1..]);
            encoded = encoded[5..];
            if (length > (uint)encoded.Length || !IsValue(encoded[..(int)length]))
                return false;
            values.Add((OuterField)last, encoded[..(int)length].ToArray());
            encoded = encoded[(int)length..];
        }

        record = encoded.IsEmpty ? new OuterRecord(values) : null;
        return record is not null;
    }

    /// <summary>
    /// What happened on the way: the fields of this record against the header block that came. Folding, white space
    /// and the letter case of names do not matter, nor do two spellings of the same names and addresses in From, To
    /// and Cc; fields that are not in the record's set (Received, DKIM-Signature, List-Id …) are the transport's own.
    /// </summary>
    public IReadOnlyList<OuterDifference> Compare(HeaderBlock received)
    {
        ArgumentNullException.ThrowIfNull(received);
        List<OuterDifference> differences = [];
        foreach (OuterField field in OuterFields.All)
        {
            HeaderField[] came = [.. received.All(OuterFields.NameOf(field))];
            bool sent = _values.TryGetValue(field, out byte[]? value);
            if (sent && came.Length == 0)
                differences.Add(new(field, OuterChange.Removed));
            else if (sent && !came.Any(one => IsSame(field, value!, one.ValueBytes())))
                differences.Add(new(field, OuterChange.Changed));
            if (came.Length > (sent ? 1 : 0))
                differences.Add(new(field, OuterChange.Added));
        }

        return differences;
    }

    /// <summary>
    /// Names of the inner fields that nobody on the way could read: those not sent outside, and those that showed
    /// another value there (Subject). Each name once, as first written. MIME-Version and Content-* describe the body
    /// and are left out.
    /// </summary>
    public IReadOnlyList<string> Confidential(HeaderBlock inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        List<string> names = [];
        foreach (HeaderField field in inner.Fields)
        {
            string name = field.Name;
            if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || field.Is("MIME-Version"))
                continue;
            bool visible = OuterFields.Of(field) is { } code && _values.TryGetValue(code, out byte[]? value)
                && Squeeze(value).AsSpan().SequenceEqual(Squeeze(field.ValueBytes()));
            if (!visible && !names.Contains(name, StringComparer.OrdinalIgnoreCase))
                names.Add(name);
        }

        return names;
    }

    private static bool IsValue(ReadOnlySpan<byte> value) =>
        !value.ContainsAny("\r\n\0"u8) && value.Trim(" \t"u8).Length == value.Length;

    private static bool IsSame(OuterField field, byte[] sent, byte[] came)
    {
        if (Squeeze(sent).AsSpan().SequenceEqual(Squeeze(came)))
            return true;
        return field is OuterField.From or OuterField.To or OuterField.Cc
            && AddressReader.ReadMailboxes(sent) is { } before && AddressReader.ReadMailboxes(came) is { } after
            && before.Count == after.Count && before.Zip(after).All(pair => pair.First == pair.Second);
    }

    /// <summary>Every run of blanks as one space.</summary>
    private static byte[] Squeeze(byte[] value)
    {
        byte[] squeezed = new byte[value.Length];
        int length = 0;
        foreach (byte one in value)
        {
            bool blank = one is (byte)' ' or (byte)'\t';
            if (!blank)
                squeezed[length++] = one;
            else if (length > 0 && squeezed[length - 1] != ' ')
                squeezed[length++] = (byte)' ';
        }

        return squeezed[..length];
    }
}
