using System.Buffers;
using System.Buffers.Text;

namespace OtrMail.Core.Mime;

/// <summary>
/// Base64 is read as far as it goes: any line length, blanks and line ends between; it ends with padding, at an empty line
/// after it began, or at the first byte that is no base64, so that a footer put under it stays outside. The characters of
/// many lines are put side by side and decoded as one block.
/// </summary>
internal sealed class Base64Decoding(Stream output) : TransferDecoding
{
    private const int BlockChars = 32 << 10;

    /// <summary>Lines of one length that are looked at as one.</summary>
    private const int MostLines = 64;

    /// <summary>After so many that were not what they seemed, each line is looked at alone.</summary>
    private const int MostMistakes = 3;

    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private byte[] _block = [];
    private byte[] _decoded = [];
    private int _held;
    private bool _hasBegun;
    private bool _hasEnded;
    private bool _isLineEmpty = true;
    private bool _sawBlankAfter;
    private int _lineChars;
    private int _blanks;
    private bool _endsWithReturn;
    private (int Chars, int End) _shape;
    private int _mistakes;

    /// <summary>Characters of the alphabet that are taken at most; the rest is not looked at.</summary>
    public long MaxChars { get; init; } = long.MaxValue;

    /// <summary>Characters taken so far.</summary>
    public long Chars { get; private set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty && !_hasEnded)
        {
            if (TakeLines(buffer) is > 0 and var taken)
            {
                buffer = buffer[taken..];
                continue;
            }

            int foreign = buffer.IndexOfAnyExcept(Alphabet);
            int run = foreign < 0 ? buffer.Length : foreign;
            if (run > 0)
                Take(buffer[..run]);
            if (foreign < 0 || _hasEnded)
                return;
            See(buffer[foreign]);
            buffer = buffer[(foreign + 1)..];
        }
    }

    /// <summary>False when one character stands alone at the end, which encodes nothing.</summary>
    public override bool Finish()
    {
        if (_held % 4 == 1)
            return false;
        while (_held % 4 != 0)
            _block[_held++] = (byte)'=';
        Decode();
        return true;
    }

    /// <summary>
    /// Takes whole lines that are like the last one; answers how many bytes they are. They are put side by side first, and
    /// then looked at together.
    /// </summary>
    private int TakeLines(ReadOnlySpan<byte> buffer)
    {
        (int chars, int end) = _shape;
        if (chars == 0 || !_isLineEmpty || _sawBlankAfter || MaxChars != long.MaxValue || _mistakes == MostMistakes)
            return 0;
        int stride = chars + end;
        int most = Math.Min(MostLines, Math.Min(buffer.Length / stride, (_block.Length - _held) / chars));
        int lines = 0;
        for (; lines < most; lines++)
        {
            ReadOnlySpan<byte> line = buffer.Slice(lines * stride, stride);
            if (line[^1] != '\n' || (end == 2 && line[chars] != '\r'))
                break;
            line[..chars].CopyTo(_block.AsSpan(_held + (lines * chars)));
        }

        if (_block.AsSpan(_held, lines * chars).ContainsAnyExcept(Alphabet))
        {
            _mistakes++;
            return 0;
        }

        Chars += lines * chars;
        _held += lines * chars;
        return lines * stride;
    }

    private void Take(ReadOnlySpan<byte> chars)
    {
        if (_sawBlankAfter)
        {
            _hasEnded = true; // a blank inside a line is no base64
            return;
        }

        (_hasBegun, _isLineEmpty) = (true, false);
        if (chars.Length >= MaxChars - Chars)
        {
            chars = chars[..(int)(MaxChars - Chars)];
            _hasEnded = true;
        }

        Chars += chars.Length;
        _lineChars += chars.Length;
        while (!chars.IsEmpty)
        {
            if (_held == _block.Length)
                MakeRoom();
            int taken = Math.Min(chars.Length, _block.Length - _held);
            chars[..taken].CopyTo(_block.AsSpan(_held));
            chars = chars[taken..];
            _held += taken;
        }
    }

    private void See(byte foreign)
    {
        switch (foreign)
        {
            case (byte)'\n':
                _hasEnded = _isLineEmpty && _hasBegun;
                _shape = _lineChars is > 0 and <= BlockChars && _blanks == 0 ? (_lineChars, _endsWithReturn ? 2 : 1) : default;
                (_lineChars, _blanks, _endsWithReturn) = (0, 0, false);
                (_isLineEmpty, _sawBlankAfter) = (true, false);
                break;
            case (byte)' ' or (byte)'\t' or (byte)'\r':
                // one CR before the line end belongs to it
                _blanks += _isLineEmpty || _endsWithReturn || foreign != '\r' ? 1 : 0;
                _endsWithReturn = foreign == '\r' && !_isLineEmpty;
                _sawBlankAfter = !_isLineEmpty;
                break;
            default:
                _hasEnded = true;
                break;
        }
    }

    private void MakeRoom()
    {
        if (_block.Length == 0)
        {
            int chars = (int)Math.Min(BlockChars, (Math.Min(MaxChars, BlockChars) + 3) / 4 * 4);
            _block = GC.AllocateUninitializedArray<byte>(chars);
            _decoded = GC.AllocateUninitializedArray<byte>(chars / 4 * 3);
        }
        else
        {
            Decode();
        }
    }

    private void Decode()
    {
        if (_held == 0)
            return;
        Base64.DecodeFromUtf8(_block.AsSpan(0, _held), _decoded, out _, out int written);
        _held = 0;
        output.Write(_decoded.AsSpan(0, written));
    }
}
