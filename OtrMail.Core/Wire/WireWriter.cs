using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OtrMail.Core.Wire;

/// <summary>
/// Writes the data encodings of OTR (BYTE, SHORT, INT, DATA; big-endian). What it writes, <see cref="WireReader"/>
/// reads. Its buffers are wiped when they are outgrown and on dispose, so it may carry secrets.
/// </summary>
public sealed class WireWriter : IDisposable
{
    private byte[] _buffer;
    private int _length;

    /// <summary>An empty writer.</summary>
    /// <param name="capacity">First buffer size in bytes.</param>
    public WireWriter(int capacity = 256) => _buffer = new byte[capacity];

    /// <summary>Bytes written so far.</summary>
    public int Length => _length;

    /// <summary>What has been written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>BYTE: 1 byte.</summary>
    public WireWriter Byte(byte value)
    {
        Advance(1)[0] = value;
        return this;
    }

    /// <summary>BYTE 0 or 1.</summary>
    public WireWriter Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>SHORT: 2 bytes.</summary>
    public WireWriter Short(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Advance(2), value);
        return this;
    }

    /// <summary>INT: 4 bytes.</summary>
    public WireWriter Int(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Advance(4), value);
        return this;
    }

    /// <summary>LONG: 8 bytes.</summary>
    public WireWriter Long(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Advance(8), value);
        return this;
    }

    /// <summary>Bytes without a length.</summary>
    public WireWriter Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Advance(bytes.Length));
        return this;
    }

    /// <summary>DATA: INT length and the bytes.</summary>
    public WireWriter Data(ReadOnlySpan<byte> bytes) => Int((uint)bytes.Length).Raw(bytes);

    /// <summary>DATA of an ASCII or UTF-8 text.</summary>
    public WireWriter Text(string text) => Data(Encoding.UTF8.GetBytes(text));

    /// <summary>Zero bytes.</summary>
    public WireWriter Zeros(int count)
    {
        Advance(count).Clear();
        return this;
    }

    /// <summary>A copy of what was written.</summary>
    public byte[] ToArray() => Written.ToArray();

    /// <summary>Room for <paramref name="count"/> bytes, to be filled in place.</summary>
    public Span<byte> Advance(int count)
    {
        if (_buffer.Length - _length < count)
        {
            var grown = new byte[Math.Max(checked(_length + count), (int)Math.Min(_buffer.Length * 2L, Array.MaxLength))];
            Written.CopyTo(grown);
            CryptographicOperations.ZeroMemory(_buffer);
            _buffer = grown;
        }

        Span<byte> room = _buffer.AsSpan(_length, count);
        _length += count;
        return room;
    }

    /// <summary>Wipes the buffer.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_buffer);
        _length = 0;
    }
}
