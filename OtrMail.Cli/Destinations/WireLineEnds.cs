using OtrMail.Core.Streams;

namespace OtrMail.Cli.Destinations;

/// <summary>Takes the CR before each LF away: CRLF is the wire's, not the mail's.</summary>
/// <param name="output">Where to.</param>
internal sealed class WireLineEnds(Stream output) : WriteOnlyStream
{
    private readonly byte[] _kept = GC.AllocateUninitializedArray<byte>(64 << 10);
    private int _length;
    private bool _holdsReturn;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_holdsReturn && buffer[0] != '\n')
                Keep("\r"u8);
            int end = buffer.IndexOf((byte)'\r');
            _holdsReturn = end >= 0;
            Keep(end < 0 ? buffer : buffer[..end]);
            buffer = end < 0 ? default : buffer[(end + 1)..];
        }
    }

    /// <summary>Writes what is held back.</summary>
    public void Finish()
    {
        if (_holdsReturn)
            Keep("\r"u8);
        _holdsReturn = false;
        PutOut();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int taken = Math.Min(bytes.Length, _kept.Length - _length);
            bytes[..taken].CopyTo(_kept.AsSpan(_length));
            bytes = bytes[taken..];
            _length += taken;
            if (_length == _kept.Length)
                PutOut();
        }
    }

    private void PutOut()
    {
        output.Write(_kept.AsSpan(0, _length));
        _length = 0;
    }
}
