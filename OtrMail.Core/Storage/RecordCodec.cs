using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OtrMail.Ring;

namespace OtrMail.Core.Storage;

/// <summary>
/// A record as it stands sealed in its row. Inside: scope and name (each a two-byte big-endian length and UTF-8),
/// then the value. Associated data, so that no row can be put in another's place:
/// <code>
/// "otrmail record 1" || store ID || kind hash (8) || scope hash (16) || name hash (16) || 00 or 01 || due (8)
/// </code>
/// where 00 and eight zeros stand for a record without due time.
/// </summary>
internal static class RecordCodec
{
    private const int AssociatedSize = 16 + StoreKeys.StoreIdSize + 8 + RowIndex.HashSize + RowIndex.HashSize + 1 + 8;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Seals a record under a scope key or the key for kept records.</summary>
    public static byte[] Seal(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> storeId, RowKey row, long? due, byte[] scope, byte[] name,
        ReadOnlySpan<byte> value, IRandomSource random)
    {
        byte[] plain = GC.AllocateUninitializedArray<byte>(4 + scope.Length + name.Length + value.Length, pinned: true);
        try
        {
            Span<byte> rest = PutData(PutData(plain, scope), name);
            value.CopyTo(rest);
            return Sealing.Seal(key, Associated(storeId, row, due), plain, random);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Seals anew, under another key, what <paramref name="box"/> holds.</summary>
    public static byte[] Reseal(
        ReadOnlySpan<byte> oldKey, ReadOnlySpan<byte> newKey, ReadOnlySpan<byte> storeId, RowKey row, long? due,
        byte[] box, IRandomSource random)
    {
        byte[] plain = Open(oldKey, storeId, row, due, box);
        try
        {
            return Sealing.Seal(newKey, Associated(storeId, row, due), plain, random);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Opens a record.</summary>
    /// <exception cref="StoreException">Damaged: it is not what was sealed there.</exception>
    public static StoredRecord Read(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> storeId, RowKey row, long? due, byte[] box)
    {
        byte[] plain = Open(key, storeId, row, due, box);
        try
        {
            ReadOnlySpan<byte> rest = plain;
            string scope = Strict.GetString(TakeData(ref rest));
            string name = Strict.GetString(TakeData(ref rest));
            return new StoredRecord(scope, name, rest.ToArray(), due);
        }
        catch (ArgumentException e)
        {
            throw StoreTrouble.Damaged("a record in the database cannot be read", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static byte[] Open(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> storeId, RowKey row, long? due, byte[] box)
    {
        if (box.Length < Sealing.Overhead + 4)
            throw StoreTrouble.Damaged("a record in the database is too short");
        byte[] plain = GC.AllocateUninitializedArray<byte>(box.Length - Sealing.Overhead, pinned: true);
        if (!Sealing.TryOpen(key, Associated(storeId, row, due), box, plain))
            throw StoreTrouble.Damaged("a record in the database was altered");
        return plain;
    }

    private static byte[] Associated(ReadOnlySpan<byte> storeId, RowKey row, long? due)
    {
        var data = new byte[AssociatedSize];
        "otrmail record 1"u8.CopyTo(data);
        Span<byte> rest = data.AsSpan(16);
        storeId.CopyTo(rest);
        rest = rest[StoreKeys.StoreIdSize..];
        BinaryPrimitives.WriteInt64BigEndian(rest, row.Kind);
        row.Scope.CopyTo(rest[8..]);
        row.Name.CopyTo(rest[(8 + RowIndex.HashSize)..]);
        rest = rest[(8 + 2 * RowIndex.HashSize)..];
        rest[0] = due is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt64BigEndian(rest[1..], due ?? 0);
        return data;
    }

    private static Span<byte> PutData(Span<byte> target, byte[] bytes)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)bytes.Length);
        bytes.CopyTo(target[2..]);
        return target[(2 + bytes.Length)..];
    }

    private static ReadOnlySpan<byte> TakeData(ref ReadOnlySpan<byte> rest)
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        ReadOnlySpan<byte> data = rest.Slice(2, length);
        rest = rest[(2 + length)..];
        return data;
    }
}
