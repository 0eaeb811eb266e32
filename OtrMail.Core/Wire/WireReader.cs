using System.Buffers.Binary;

namespace OtrMail.Core.Wire;

/// <summary>
/// Reads the data encodings of OTR (BYTE, SHORT, INT, DATA; big-endian) from bytes that nobody has checked.
/// </summary>
/// <remarks>
/// A read past the end, or of a length over its limit, makes the reader fail for good: every later read gives zero
/// or nothing, and <see cref="Finished"/> is false. So a parser reads all its fields in a row and asks once. Nothing
/// is allocated before its length has been checked against what is really there.
/// </remarks>
public ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private bool _failed;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>No read has failed so far.</summary>
    public readonly bool Ok => !_failed;

    /// <summary>No read has failed, and nothing is left: trailing bytes are an error.</summary>
    public readonly bool Finished => !_failed && Position == _bytes.Length;

    /// <summary>Bytes not yet read.</summary>
    public readonly int Remaining => _failed ? 0 : _bytes.Length - Position;

    /// <summary>Declares the input malformed.</summary>
    public void Fail() => _failed = true;

    /// <summary>Fails unless <paramref name="condition"/> holds.</summary>
    public void Require(bool condition) => _failed |= !condition;

    /// <summary>BYTE: 1 byte.</summary>
    public byte Byte() => Raw(1) is [var value] ? value : (byte)0;

    /// <summary>SHORT: 2 bytes.</summary>
    public ushort Short() => Raw(2) is { Length: 2 } raw ? BinaryPrimitives.ReadUInt16BigEndian(raw) : (ushort)0;

    /// <summary>INT: 4 bytes.</summary>
    public uint Int() => Raw(4) is { Length: 4 } raw ? BinaryPrimitives.ReadUInt32BigEndian(raw) : 0;

    /// <summary>LONG: 8 bytes, for times and serials; the top bit is never set.</summary>
    public long Long()
    {
        ReadOnlySpan<byte> raw = Raw(8);
        if (raw.Length != 8)
            return 0;
        long value = BinaryPrimitives.ReadInt64BigEndian(raw);
        Require(value >= 0);
        return _failed ? 0 : value;
    }

    /// <summary>BYTE that must be 0 or 1.</summary>
    public bool Flag()
    {
        byte value = Byte();
        Require(value <= 1);
        return value == 1;
    }

    /// <summary>Exactly <paramref name="length"/> bytes without a length before them.</summary>
    public ReadOnlySpan<byte> Raw(int length)
    {
        if (_failed || length < 0 || length > _bytes.Length - Position)
        {
            _failed = true;
            return default;
        }

        ReadOnlySpan<byte> raw = _bytes.Slice(Position, length);
        Position += length;
        return raw;
    }

    /// <summary>DATA: INT length and that many bytes, at most <paramref name="limit"/>.</summary>
    public ReadOnlySpan<byte> Data(int limit)
    {
        uint length = Int();
        Require(length <= (uint)limit);
        return _failed ? default : Raw((int)length);
    }

    /// <summary>All that is left.</summary>
    public ReadOnlySpan<byte> Rest() => Raw(Remaining);

    /// <summary>A BYTE count that must not exceed <paramref name="limit"/>.</summary>
    public int Count(int limit)
    {
        byte count = Byte();
        Require(count <= limit);
        return _failed ? 0 : count;
    }

    /// <summary>A SHORT count that must not exceed <paramref name="limit"/>.</summary>
    public int LongCount(int limit)
    {
        ushort count = Short();
        Require(count <= limit);
        return _failed ? 0 : count;
    }
}
