using OtrMail.Core.Streams;

namespace OtrMail.Cli.Destinations;

/// <summary>Quotes a mail for an mbox while it is written: a line that is <c>From </c> after any number of <c>&gt;</c> gets one more.</summary>
/// <param name="output">Where to.</param>
internal sealed class MboxQuoting(Stream output) : WriteOnlyStream
{
    private static ReadOnlySpan<byte> Separator => "From "u8;

    private bool _isLineStart = true;
    private bool _isLineEnd = true;

    /// <summary>What is held back of a line that may begin like a separator: so many quotes, and then so much of it.</summary>
    private int _quotes;
    private int _matched;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_isLineStart)
            {
                buffer = buffer[Begin(buffer[0])..];
                continue;
            }

            int lf = buffer.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = lf < 0 ? buffer : buffer[..(lf + 1)];
            output.Write(line);
            buffer = buffer[line.Length..];
            _isLineStart = _isLineEnd = lf >= 0;
        }
    }

    /// <summary>Ends the mail: its last line, and an empty one.</summary>
    public void Finish()
    {
        Release();
        output.Write(_isLineEnd ? "\n"u8 : "\n\n"u8);
    }

    /// <summary>Looks at a byte in the first ones of a line; answers whether it was taken.</summary>
    private int Begin(byte next)
    {
        if (_matched == 0 && next == '>')
        {
            _quotes++;
            return 1;
        }

        if (next != Separator[_matched])
        {
            Release();
            return 0;
        }

        if (++_matched == Separator.Length)
        {
            output.WriteByte((byte)'>');
            Release();
        }

        return 1;
    }

    private void Release()
    {
        _isLineEnd &= _quotes + _matched == 0;
        for (; _quotes > 0; _quotes--)
            output.WriteByte((byte)'>');
        output.Write(Separator[.._matched]);
        _matched = 0;
        _isLineStart = false;
    }
}
