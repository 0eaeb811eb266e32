using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OtrMail.Core.Wire;

/// <summary>
/// Writes the data encodings of OTR (BYTE, SHORT, INT, DATA; big-endian). What it writes, <see cref="WireReader"/>
/// reads. Its buffers, of which the long ones are borrowed, are wiped when they are outgrown and on dispose, so it may carry secrets.
/// </summary>
public sealed class WireWriter : IDisposable
{
    /// <summary>To borrow what is shorter takes longer, the first time, than to make it.</summary>
    private const int LongestOwn = 16 << 10;

    private byte[] _buffer;
    private int _length;

    /// <summary>An empty writer.</summary>
    /// <param name="capacity">First buffer size in bytes, at the least.</param>
    public WireWriter(int capacity = 256) => _buffer = Take(capacity);

    /// <summary>Bytes written so far.</summary>
    public int Length => _length;

    /// <summary>What has been written; valid until the next write or dispose.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>BYTE: 1 byte.</summary>
    public WireWriter Byte(byte value)
    {
        Room(1)[0] = value;
        return this;
    }

    /// <summary>BYTE 0 or 1.</summary>
    public WireWriter Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>SHORT: 2 bytes.</summary>
    public WireWriter Short(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Room(2), value);
        return this;
    }

    /// <summary>INT: 4 bytes.</summary>
    public WireWriter Int(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Room(4), value);
        return this;
    }

    /// <summary>LONG: 8 bytes.</summary>
    public WireWriter Long(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Room(8), value);
        return this;
    }

    /// <summary>Bytes without a length.</summary>
    public WireWriter Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        return this;
    }

    /// <summary>DATA: INT length and the bytes.</summary>
    public WireWriter Data(ReadOnlySpan<byte> bytes) => Int((uint)bytes.Length).Raw(bytes);

    /// <summary>DATA of an ASCII or UTF-8 text.</summary>
    public WireWriter Text(string text) => Data(Encoding.UTF8.GetBytes(text));

    /// <summary>A text in UTF-8 without a length.</summary>
    public WireWriter RawText(string text)
    {
        Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetByteCount(text)));
        return this;
    }

    /// <summary>Zero bytes.</summary>
    public WireWriter Zeros(int count)
    {
        Advance(count);
        return this;
    }

    /// <summary>A copy of what was written.</summary>
    public byte[] ToArray() => Written.ToArray();

    /// <summary>Room for <paramref name="count"/> bytes, zeros, to be filled in place.</summary>
    public Span<byte> Advance(int count)
    {
        Span<byte> room = Room(count);
        room.Clear();
        return room;
    }

    /// <summary>Wipes the buffer and gives it back.</summary>
    public void Dispose()
    {
        Release();
        _buffer = [];
        _length = 0;
    }

    private Span<byte> Room(int count)
    {
        if (_buffer.Length - _length < count)
        {
            long doubled = Math.Min(_buffer.Length * 2L, Array.MaxLength);
            byte[] grown = Take(Math.Max(checked(_length + count), (int)doubled));
            Written.CopyTo(grown);
            Release();
            _buffer = grown;
        }

        Span<byte> room = _buffer.AsSpan(_length, count);
        _length += count;
        return room;
    }

    private static byte[] Take(int capacity) => capacity <= LongestOwn ? new byte[capacity] : ArrayPool<byte>.Shared.Rent(capacity);

    // only what was written can be secret
    private void Release()
    {
        CryptographicOperations.ZeroMemory(_buffer.AsSpan(0, _length));
        if (_buffer.Length > LongestOwn)
            ArrayPool<byte>.Shared.Return(_buffer);
    }
}
