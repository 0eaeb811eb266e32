using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using OtrMail.Ring;

namespace OtrMail.Core.Storage;

/// <summary>
/// The file <c>root</c>: the root key under which everything forgettable hangs, in one of two slots of 4096 bytes.
/// <code>
/// slot:  "OTRMROOT" || 01 || epoch (8, big-endian) || nonce (12) || sealed root key (32) || tag (16) || zeros
/// </code>
/// Sealed with AES-256-GCM under the root-sealing key that comes from the vault key; associated data: the first 17
/// bytes of the slot, then the store ID.
/// <para>
/// Why slots that are overwritten in place, and not a new file renamed over the old one: a rename frees the old
/// file's blocks with the old key in them, and a kill right after the rename leaves nobody who could still find and
/// overwrite them. A slot keeps its name until it has been zeroed; whatever comes in between, the next run sees it
/// and zeroes it. The new key is first written into the blank slot, so that both are there while the database
/// commits; the database's epoch then says which of them counts. Slots are as large and as aligned as a page, so
/// that a torn write to one cannot touch the other.
/// </para>
/// <para>
/// What this cannot do: on a copy-on-write file system, a flash drive that remaps blocks or a disk that is
/// snapshotted from outside, "in place" is not where the old bytes were.
/// </para>
/// </summary>
internal sealed class RootFile : IDisposable
{
    /// <summary>Bytes of a slot.</summary>
    public const int SlotSize = 4096;

    /// <summary>Number of slots.</summary>
    public const int Slots = 2;

    private const int HeaderSize = 8 + 1 + 8;
    private const int UsedSize = HeaderSize + Sealing.Overhead + StoreKey.Size;
    private const byte Version = 1;

    private readonly SafeFileHandle _handle;
    private readonly StoreKeys _keys;
    private readonly Action<string> _step;

    private RootFile(SafeFileHandle handle, StoreKeys keys, Action<string> step)
    {
        _handle = handle;
        _keys = keys;
        _step = step;
    }

    private static ReadOnlySpan<byte> Magic => "OTRMROOT"u8;

    /// <summary>Opens the file.</summary>
    /// <exception cref="StoreException">Damaged: missing while the vault is there, or of a wrong length.</exception>
    public static RootFile Open(string path, StoreKeys keys, Action<string> step)
    {
        SafeFileHandle handle;
        try
        {
            StoreFiles.CheckPrivate(path);
            handle = StoreFiles.Open(path, FileMode.Open);
        }
        catch (FileNotFoundException e)
        {
            throw StoreTrouble.Damaged("the file 'root' is missing", e);
        }

        if (RandomAccess.GetLength(handle) == Slots * SlotSize)
            return new RootFile(handle, keys, step);
        handle.Dispose();
        throw StoreTrouble.Damaged("the file 'root' has a wrong length");
    }

    /// <summary>Makes the file with a key in slot 0 and a blank slot 1.</summary>
    public static RootFile Create(
        string path, StoreKeys keys, Action<string> step, long epoch, StoreKey key, IRandomSource random)
    {
        StoreFiles.WriteDurably(path, new byte[Slots * SlotSize]);
        RootFile file = Open(path, keys, step);
        file.Write(0, epoch, key, random);
        return file;
    }

    /// <summary>Reads and opens a slot; the caller disposes it.</summary>
    public RootSlot Read(int slot)
    {
        var bytes = new byte[SlotSize];
        int length = 0;
        while (length < SlotSize
            && RandomAccess.Read(_handle, bytes.AsSpan(length), slot * SlotSize + length) is > 0 and int read)
            length += read;
        ReadOnlySpan<byte> padding = bytes.AsSpan(UsedSize);
        bool blank = !bytes.AsSpan().ContainsAnyExcept((byte)0);
        if (blank || length != SlotSize || !bytes.AsSpan().StartsWith(Magic) || padding.ContainsAnyExcept((byte)0))
            return new RootSlot(slot, blank, 0, null);
        if (bytes[Magic.Length] > Version)
            throw StoreTrouble.Newer("root");
        long epoch = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(Magic.Length + 1));
        var key = new StoreKey();
        if (bytes[Magic.Length] == Version && epoch > 0
            && Sealing.TryOpen(_keys.Root.Span, Associated(epoch), bytes.AsSpan(HeaderSize..UsedSize), key.Writable))
            return new RootSlot(slot, false, epoch, key);
        key.Dispose();
        return new RootSlot(slot, false, 0, null);
    }

    /// <summary>Writes a key into a slot, durably.</summary>
    public void Write(int slot, long epoch, StoreKey key, IRandomSource random)
    {
        var bytes = new byte[SlotSize];
        byte[] associated = Associated(epoch);
        associated.AsSpan(0, HeaderSize).CopyTo(bytes);
        Sealing.Seal(_keys.Root.Span, associated, key.Span, random).CopyTo(bytes.AsSpan(HeaderSize));
        Overwrite(slot, bytes, "root key");
    }

    /// <summary>Overwrites a slot with zeros, durably: what hung on its key is forgotten.</summary>
    public void Blank(int slot) => Overwrite(slot, new byte[SlotSize], "root blank");

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private void Overwrite(int slot, byte[] bytes, string what)
    {
        _step($"{what}: before the write");
        RandomAccess.Write(_handle, bytes, slot * SlotSize);
        _step($"{what}: written");
        RandomAccess.FlushToDisk(_handle);
        _step($"{what}: durable");
    }

    private byte[] Associated(long epoch)
    {
        var data = new byte[HeaderSize + StoreKeys.StoreIdSize];
        Magic.CopyTo(data);
        data[Magic.Length] = Version;
        BinaryPrimitives.WriteInt64BigEndian(data.AsSpan(Magic.Length + 1), epoch);
        _keys.StoreId.CopyTo(data.AsSpan(HeaderSize));
        return data;
    }
}
