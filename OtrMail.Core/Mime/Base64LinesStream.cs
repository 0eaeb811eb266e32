using OtrMail.Core.Streams;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Mime;

/// <summary>Encodes what is written to it as <see cref="Base64Lines"/>, in large pieces.</summary>
/// <param name="output">Gets the text.</param>
/// <param name="lineEnd">LF or CRLF.</param>
internal sealed class Base64LinesStream(Stream output, byte[] lineEnd) : WriteOnlyStream
{
    private const int BatchLines = 1024;
    private const int BatchBytes = BatchLines * Base64Lines.LineBytes;

    private readonly byte[] _line = new byte[Base64Lines.LineBytes];
    private readonly byte[] _text = GC.AllocateUninitializedArray<byte>((int)Base64Lines.LengthOf(BatchBytes, lineEnd.Length));
    private int _held;
    private int _length;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_held > 0)
        {
            int taken = Math.Min(buffer.Length, _line.Length - _held);
            buffer[..taken].CopyTo(_line.AsSpan(_held));
            _held += taken;
            buffer = buffer[taken..];
            if (_held < _line.Length)
                return;
            _held = 0;
            Encode(_line);
        }

        int whole = buffer.Length / Base64Lines.LineBytes * Base64Lines.LineBytes;
        Encode(buffer[..whole]);
        buffer[whole..].CopyTo(_line);
        _held = buffer.Length - whole;
    }

    /// <summary>Writes what is left.</summary>
    public void Finish()
    {
        Encode(_line.AsSpan(0, _held));
        _held = 0;
        PutOut();
    }

    private void Encode(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> batch = bytes[..Math.Min(bytes.Length, BatchBytes)];
            if (_length + Base64Lines.LengthOf(batch.Length, lineEnd.Length) > _text.Length)
                PutOut();
            _length += Base64Lines.Write(batch, lineEnd, _text.AsSpan(_length));
            bytes = bytes[batch.Length..];
        }
    }

    private void PutOut()
    {
        output.Write(_text.AsSpan(0, _length));
        _length = 0;
    }
}
