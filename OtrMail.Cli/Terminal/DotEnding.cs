using OtrMail.Core.Streams;

namespace OtrMail.Cli.Terminal;

/// <summary>An input as sendmail reads it without <c>-i</c>: a line with a single dot ends it, as the end of the input does.</summary>
/// <param name="input">The input; this owns it.</param>
internal sealed class DotEnding(Stream input) : ReadOnlyStream(input)
{
    private static readonly byte[] Last = [(byte)'.', (byte)'\r'];

    private readonly byte[] _block = new byte[64 << 10];
    private ReadOnlyMemory<byte> _rest;
    private ReadOnlyMemory<byte> _released;
    private bool _isLineStart = true;
    private bool _hasEnded;

    /// <summary>What is held back of a line that may be that one: its dot, and a CR.</summary>
    private int _held;

    /// <summary>Reads up to that line, which is no part of the mail.</summary>
    /// <exception cref="IOException">The input cannot be read.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (!_released.IsEmpty)
                return Give(ref _released, buffer, buffer.Length);
            if (_hasEnded)
                return 0;
            if (_rest.IsEmpty && !Fill())
                End();
            else if (Take(buffer) is > 0 and int taken)
                return taken;
        }

        return 0;
    }

    private bool Fill()
    {
        _rest = _block.AsMemory(0, Input.Read(_block));
        return !_rest.IsEmpty;
    }

    /// <summary>The input has ended: a dot alone is that line too, a dot and a CR are not.</summary>
    private void End()
    {
        _hasEnded = true;
        if (_held > 1)
            Release();
    }

    /// <summary>Takes what can be told of the next line; answers how much of it is mail.</summary>
    private int Take(Span<byte> buffer)
    {
        byte next = _rest.Span[0];
        if (_held == 0 && !(_isLineStart && next == Last[0]))
        {
            int lf = _rest.Span.IndexOf((byte)'\n');
            int taken = Give(ref _rest, buffer, lf < 0 ? _rest.Length : lf + 1);
            _isLineStart = taken == lf + 1;
            return taken;
        }

        if (_held < Last.Length && next == Last[_held])
        {
            _held++;
            _rest = _rest[1..];
        }
        else if (next == '\n')
        {
            _hasEnded = true;
        }
        else
        {
            Release();
        }

        return 0;
    }

    private void Release()
    {
        _released = Last.AsMemory(0, _held);
        _held = 0;
        _isLineStart = false;
    }

    private static int Give(ref ReadOnlyMemory<byte> from, Span<byte> buffer, int most)
    {
        int given = Math.Min(buffer.Length, Math.Min(most, from.Length));
        from.Span[..given].CopyTo(buffer);
        from = from[given..];
        return given;
    }
}
