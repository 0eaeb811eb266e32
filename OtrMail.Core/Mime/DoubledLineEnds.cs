using System.Buffers;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mime;

/// <summary>
/// Makes CRLF again of CR CR LF: a gateway that puts a CR before each LF, whether there was one or not, leaves a mail without an
/// empty line after its header.
/// </summary>
/// <param name="output">Gets the mail.</param>
internal sealed class DoubledLineEnds(Stream output) : WriteOnlyStream
{
    /// <summary>What no text has.</summary>
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 128).Where(code => (code < 32 && code is not ('\t' or '\r' or '\n')) || code == 127).Select(code => (byte)code)]);

    private long _returns;

    /// <summary>
    /// Whether a mail has such line ends, by its front: text stands before the first. A packet that is not encoded may hold these
    /// bytes by chance, but a control character is near its beginning.
    /// </summary>
    public static bool AreIn(ReadOnlySpan<byte> front)
    {
        int first = front.IndexOf("\r\r\n"u8);
        if (first < 0)
            return false;
        ReadOnlySpan<byte> before = front[..first].TrimEnd((byte)'\r');
        return before.IndexOfAny(Controls) < 0 && before.Count("\r\n"u8) == before.Count((byte)'\r');
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int text = buffer.IndexOfAnyExcept((byte)'\r');
            _returns += text < 0 ? buffer.Length : text;
            if (text < 0)
                return;
            buffer = buffer[text..];
            PutReturns(endsLine: buffer[0] == '\n');
            int end = buffer.IndexOf((byte)'\r');
            output.Write(end < 0 ? buffer : buffer[..end]);
            buffer = end < 0 ? default : buffer[end..];
        }
    }

    /// <summary>Writes what is held back.</summary>
    public void Finish() => PutReturns(endsLine: false);

    private void PutReturns(bool endsLine)
    {
        for (long left = endsLine ? Math.Min(_returns, 1) : _returns; left > 0; left--)
            output.Write("\r"u8);
        _returns = 0;
    }
}
