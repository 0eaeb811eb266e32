using System.Buffers.Binary;
using System.Text;
using Org.BouncyCastle.Crypto.Digests;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Peers.Tests;

/// <summary>All secrets of a data directory, cut into pieces of 16 bytes that can be searched for.</summary>
internal sealed class StoreSecrets
{
    private const int PieceSize = 16;

    private readonly Dictionary<string, string> _pieces = [];

    /// <summary>How many pieces there are.</summary>
    public int Count => _pieces.Count;

    /// <summary>A secret: its bytes forward and backward (a number of libcrypto has its lowest word first).</summary>
    public void Add(string name, ReadOnlySpan<byte> secret)
    {
        for (int at = 0; at + PieceSize <= secret.Length; at += PieceSize)
        {
            byte[] piece = secret.Slice(at, PieceSize).ToArray();
            _pieces.TryAdd(Convert.ToHexString(piece), $"{name}+{at}");
            Array.Reverse(piece);
            _pieces.TryAdd(Convert.ToHexString(piece), $"{name}+{at} backward");
        }
    }

    /// <summary>A passphrase, as bytes and as a string in memory.</summary>
    public void AddText(string name, string text)
    {
        Add(name, Encoding.UTF8.GetBytes(text));
        Add(name + " (UTF-16)", Encoding.Unicode.GetBytes(text));
    }

    /// <summary>All keys that a data directory holds now.</summary>
    public void AddAllOf(StoreOptions options, string passphrase)
    {
        using Vault vault = Vault.Open(options, () => Encoding.UTF8.GetBytes(passphrase));
        Add("vault key", vault.Key.Span);
        using var keys = new StoreKeys(vault.Key.Span, vault.StoreIdBytes);
        Add("root-sealing key", keys.Root.Span);
        Add("key of kept records", keys.Kept.Span);
        Add("index key", keys.Index.Span);
        using (RootFile root = RootFile.Open(options.RootPath, keys, _ => { }))
        {
            for (int slot = 0; slot < RootFile.Slots; slot++)
            {
                using RootSlot read = root.Read(slot);
                if (read.Key is not null)
                    Add("root key", read.Key.Span);
            }
        }

        using SqliteStore store = SqliteStore.Open(options, vault, SystemRandomSource.Instance);
        using IStoreTransaction transaction = store.Begin();
        AddOwnKeys(transaction);
        AddSessions(transaction);
    }

    /// <summary>The key under which a packet is encrypted, found with the recipient's keys; nothing is changed.</summary>
    public void AddMessageKey(StoreOptions options, string passphrase, byte[] mail)
    {
        Assert.True(PacketFinder.TryFind(mail, out FoundPacket? found, out _));
        Assert.True(Packet.TryParse(found.Packet, MailLimits.Default, out Packet? packet, out _));
        using SqliteStore store = SqliteStore.Open(options, () => Encoding.UTF8.GetBytes(passphrase), SystemRandomSource.Instance);
        var postbox = new Postbox(store, new PostboxOptions(MimeMailReader.Instance));
        using PostboxTransaction transaction = postbox.Begin();
        var unlocking = new Unlocking(transaction.Context, packet);
        Assert.Null(unlocking.Run());
        Add("message key", unlocking.Keys!.EncryptionKey.Span);
        unlocking.Keys.Dispose();
        unlocking.Correspondence?.Dispose();
    }

    /// <summary>The names of those secrets of which a piece is in a memory.</summary>
    public IReadOnlyList<string> FoundIn(byte[] memory)
    {
        // all pieces in one pass: first by their first four bytes
        ILookup<uint, string> byStart = _pieces.Keys.ToLookup(piece => BinaryPrimitives.ReadUInt32LittleEndian(Convert.FromHexString(piece.AsSpan(0, 8))));
        bool[] starts = new bool[1 << 16];
        foreach (IGrouping<uint, string> start in byStart)
            starts[start.Key & 0xffff] = true;
        SortedSet<string> found = new(StringComparer.Ordinal);
        for (int at = 0; at + PieceSize <= memory.Length; at++)
        {
            if (!starts[memory[at] | memory[at + 1] << 8])
                continue;
            foreach (string piece in byStart[BinaryPrimitives.ReadUInt32LittleEndian(memory.AsSpan(at))])
            {
                if (memory.AsSpan(at, PieceSize).SequenceEqual(Convert.FromHexString(piece)))
                    found.Add($"{_pieces[piece]} at {at:x}");
            }
        }

        return [.. found];
    }

    private void AddOwnKeys(IStoreTransaction transaction)
    {
        AddRsa("identity", transaction.ListAll(new RecordKind("own-identity", Forgettable: true)).Single().Value);
        foreach (StoredRecord record in transaction.ListAll(new RecordKind("own-signing", Forgettable: true)))
        {
            Assert.True(SigningKey.TryDecode(record.Value, out SigningKey? signing));
            AddRsa("signing key", signing.Key.Export());
        }

        foreach (StoredRecord record in transaction.ListAll(new RecordKind("own-prekey", Forgettable: true)))
        {
            Assert.True(Prekey.TryDecode(record.Value, out Prekey? prekey));
            Add("prekey seed", prekey.Seed);
            byte[] expanded = new byte[MlKem768.SeedBytes + X25519.KeyBytes]; // as X-Wing expands it
            var shake = new ShakeDigest(256);
            shake.BlockUpdate(prekey.Seed);
            shake.OutputFinal(expanded);
            Add("prekey ML-KEM seed", expanded.AsSpan(0, MlKem768.SeedBytes));
            Add("prekey X25519 key", expanded.AsSpan(MlKem768.SeedBytes));
            AddScalar("prekey X25519 scalar", expanded.AsSpan(MlKem768.SeedBytes));
        }
    }

    private void AddSessions(IStoreTransaction transaction)
    {
        foreach (StoredRecord record in transaction.ListAll(new RecordKind("session", Forgettable: true)))
        {
            Assert.True(Session.TryDecode(record.Value, MailSuite.Default, out Session? session));
            foreach (OwnKey<RatchetKeyPair> own in session.Keys.OwnKeys)
            {
                Add("ratchet X25519 key", own.Pair.DhPrivate);
                AddScalar("ratchet X25519 scalar", own.Pair.DhPrivate);
                Add("ratchet ML-KEM seed", own.Pair.KemSeed);
            }
        }
    }

    // as it is computed with (RFC 7748, section 5): what differs is in its first and its last byte
    private void AddScalar(string name, ReadOnlySpan<byte> key)
    {
        byte[] scalar = key.ToArray();
        scalar[0] &= 248;
        scalar[31] = (byte)((scalar[31] & 127) | 64);
        Add(name, scalar);
    }

    // version, then n, p, q, d, dp, dq, qinv, each behind four bytes of length (RsaPrivateKey.Export)
    private void AddRsa(string name, byte[] exported)
    {
        string[] parts = ["", "p", "q", "d", "dp", "dq", "qinv"];
        int at = 1;
        foreach (string part in parts)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(exported.AsSpan(at));
            if (part.Length > 0)
                Add($"{name} {part}", exported.AsSpan(at + 4, length));
            at += 4 + length;
        }
    }
}
