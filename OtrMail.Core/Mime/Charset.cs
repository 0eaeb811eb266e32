using System.Text;

namespace OtrMail.Core.Mime;

/// <summary>Decodes text by the charset that a part names; what is wrong in it is replaced, never refused.</summary>
internal static class Charset
{
    /// <summary>The text. A charset that is not known counts as UTF-8 where the bytes are, else as ISO-8859-1.</summary>
    public static string Decode(string? name, ReadOnlySpan<byte> bytes) => Find(name) is { } encoding
        ? encoding.GetString(bytes) : HeaderField.ToText(bytes);

    private static Encoding? Find(string? name)
    {
        if (string.IsNullOrEmpty(name) || string.Equals(name, "us-ascii", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            // the tables of old charsets are loaded only for a mail that needs one
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
