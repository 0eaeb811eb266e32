using System.Buffers;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mime;

/// <summary>Takes a part's transfer encoding off where the part is in memory, in linear time.</summary>
internal static class TransferDecoder
{
    /// <summary>Bytes that <see cref="StartsWith"/> looks at.</summary>
    public const int FrontBytes = 1024;

    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    /// <summary>The decoded bytes; null when they are none, or base64 that cannot be decoded.</summary>
    public static ReadOnlyMemory<byte>? Decode(TransferEncoding encoding, ReadOnlyMemory<byte> body)
    {
        if (encoding == TransferEncoding.Identity)
            return body;
        var decoded = new ArrayBufferWriter<byte>();
        using TransferDecoding decoding = TransferDecoding.Of(encoding, new SpanStream(decoded.Write));
        decoding.Write(body.Span);
        return decoding.Finish() ? decoded.WrittenMemory : null;
    }

    /// <summary>Whether the decoded bytes begin with these, without decoding more than the front.</summary>
    public static bool StartsWith(TransferEncoding encoding, ReadOnlySpan<byte> body, ReadOnlySpan<byte> prefix)
    {
        // white space and soft line breaks before the content are bounded: no encoder puts a kilobyte of them
        ReadOnlySpan<byte> front = body[..Math.Min(body.Length, FrontBytes)];
        var decoded = new ArrayBufferWriter<byte>();
        using TransferDecoding decoding = encoding == TransferEncoding.Base64
            ? new Base64Decoding(new SpanStream(decoded.Write)) { MaxChars = (prefix.Length + 2) / 3 * 4 }
            : TransferDecoding.Of(encoding, new SpanStream(decoded.Write));
        decoding.Write(front);
        return decoding.Finish() && decoded.WrittenSpan.StartsWith(prefix);
    }

    /// <summary>Whether these bytes are nothing but base64 characters, padding, blanks and line ends.</summary>
    public static bool IsBase64Text(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int lf = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (lf < 0 ? text : text[..lf]).Trim(" \t\r"u8);
            text = lf < 0 ? default : text[(lf + 1)..];
            if (line.TrimEnd((byte)'=').ContainsAnyExcept(Alphabet))
                return false;
        }

        return true;
    }
}
