using System.Security.Cryptography;
using System.Text;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Primitives;
using OtrMail.Core.Storage;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Im;

/// <summary>
/// Own accounts and the peers' fingerprints, in the store that mail uses, too (paper, 5.1: the key seen first is remembered).
/// Each call is a short transaction of its own, so several programs can use the store at the same time.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="random">Makes instance tags.</param>
public sealed class ImKeyring(IStore store, IRandomSource random)
{
    private const byte Version = 1;
    private const int NameBytes = 512;
    private const string Self = "";

    private static readonly RecordKind Accounts = new("im-account", Forgettable: true);
    private static readonly RecordKind Peers = new("im-peer", Forgettable: false);

    /// <summary>The account of this name; its key and tag are made and kept when there are none.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 512 bytes in UTF-8.</exception>
    public ImAccount Open(string account)
    {
        if (Find(account) is { } known)
            return known;
        ImIdentity made = ImIdentity.Generate(); // the slow part, before the lock is taken
        if (Import(account, made))
            made.Dispose();
        return Find(account) ?? throw new StoreException(StoreFault.Damaged, "an account that was just kept is gone");
    }

    /// <summary>The account of this name, or null when it has no key yet.</summary>
    public ImAccount? Find(string account)
    {
        CheckName(account, nameof(account));
        using IStoreTransaction transaction = store.Begin();
        byte[]? bytes = transaction.Get(Accounts, ScopeOf(account), Self);
        if (bytes is null)
            return null;
        try
        {
            return Decode(account, bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>All accounts that have a key, by name.</summary>
    public IReadOnlyList<string> AccountNames()
    {
        using IStoreTransaction transaction = store.Begin();
        var names = new List<string>();
        foreach (StoredRecord record in transaction.ListAll(Accounts))
        {
            names.Add(record.Scope[ScopeOf("").Length..]);
            CryptographicOperations.ZeroMemory(record.Value);
        }

        return names;
    }

    /// <summary>
    /// Gives an account a key from elsewhere, which stays the caller's to dispose. False, changing nothing, when it has one
    /// already.
    /// </summary>
    public bool Import(string account, ImIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        CheckName(account, nameof(account));
        using IStoreTransaction transaction = store.Begin();
        if (transaction.Get(Accounts, ScopeOf(account), Self) is { } known)
        {
            CryptographicOperations.ZeroMemory(known);
            return false;
        }

        using WireWriter encoded = Encode(identity, NewTag());
        transaction.Put(Accounts, ScopeOf(account), Self, encoded.Written);
        transaction.Commit();
        return true;
    }

    /// <summary>Forgets an account's key beyond recovery. False when there is none.</summary>
    public bool Forget(string account)
    {
        CheckName(account, nameof(account));
        using IStoreTransaction transaction = store.Begin();
        if (!transaction.Delete(Accounts, ScopeOf(account), Self))
            return false;
        transaction.Forget(ScopeOf(account));
        transaction.Commit();
        return true;
    }

    /// <summary>The peers of an account of whom a key was seen, by name.</summary>
    public IReadOnlyList<string> PeerNames(string account)
    {
        CheckName(account, nameof(account));
        using IStoreTransaction transaction = store.Begin();
        return [.. transaction.List(Peers, ScopeOf(account)).Select(record => record.Name)];
    }

    /// <summary>The keys seen of a peer, newest use first.</summary>
    public IReadOnlyList<ImPeerKey> PeerKeys(string account, string peer)
    {
        CheckName(account, nameof(account));
        CheckName(peer, nameof(peer));
        using IStoreTransaction transaction = store.Begin();
        return Load(transaction, account, peer);
    }

    /// <summary>Notes that an exchange used this key, and says what was known of it before.</summary>
    public KeySighting Saw(string account, string peer, ImFingerprint fingerprint, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        long seconds = Math.Max(0, now.ToUnixTimeSeconds());
        var sighting = KeySighting.First;
        Change(account, peer, keys =>
        {
            int at = keys.FindIndex(key => key.Fingerprint.Equals(fingerprint));
            ImPeerKey seen = at < 0 ? new ImPeerKey(fingerprint, false, seconds, seconds) : keys[at] with { LastSeen = seconds };
            sighting = at >= 0
                ? seen.IsVerified ? KeySighting.Verified : KeySighting.Known
                : keys.Count == 0 ? KeySighting.First : KeySighting.Changed;
            if (at >= 0)
                keys.RemoveAt(at);
            keys.Insert(0, seen);
            // a verified key is somebody's work: it goes after those that only turned up
            while (keys.Count > ImLimits.PeerKeys)
                keys.RemoveAt(keys.FindLastIndex(key => !key.IsVerified) is > 0 and var last ? last : keys.Count - 1);
            return true;
        });
        return sighting;
    }

    /// <summary>Says whether a seen key is verified. False, changing nothing, when it was never seen.</summary>
    public bool SetVerified(string account, string peer, ImFingerprint fingerprint, bool isVerified)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        return Change(account, peer, keys =>
        {
            int at = keys.FindIndex(key => key.Fingerprint.Equals(fingerprint));
            if (at >= 0)
                keys[at] = keys[at] with { IsVerified = isVerified };
            return at >= 0;
        });
    }

    /// <summary>Forgets a key of a peer. False when it was never seen.</summary>
    public bool ForgetPeer(string account, string peer, ImFingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        return Change(account, peer, keys => keys.RemoveAll(key => key.Fingerprint.Equals(fingerprint)) > 0);
    }

    internal static void CheckName(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > NameBytes)
            throw new ArgumentException($"a name has 1 to {NameBytes} bytes", parameter);
    }

    private bool Change(string account, string peer, Func<List<ImPeerKey>, bool> change)
    {
        CheckName(account, nameof(account));
        CheckName(peer, nameof(peer));
        using IStoreTransaction transaction = store.Begin();
        List<ImPeerKey> keys = Load(transaction, account, peer);
        if (!change(keys))
            return false;
        if (keys.Count == 0)
            transaction.Delete(Peers, ScopeOf(account), peer);
        else
            transaction.Put(Peers, ScopeOf(account), peer, Encode(keys));
        transaction.Commit();
        return true;
    }

    private static string ScopeOf(string account) => "im:" + account;

    private uint NewTag()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        uint tag;
        do
        {
            random.Fill(bytes);
            tag = BitConverter.ToUInt32(bytes);
        }
        while (tag < MessageHeader.SmallestTag);
        return tag;
    }

    private static WireWriter Encode(ImIdentity identity, uint tag)
    {
        var writer = new WireWriter(1024);
        return writer.Byte(Version).Int(tag).Data(identity.PublicKey.Span).Data(identity.Key.X);
    }

    private static ImAccount Decode(string account, ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        reader.Require(reader.Byte() == Version);
        uint tag = reader.Int();
        var inner = new WireReader(reader.Data(ImLimits.EncryptedSignatureBytes));
        DsaPublicKey? known = PublicKeyEncoding.Read(ref inner);
        ReadOnlySpan<byte> x = reader.Data(DsaPublicKey.OrderBytes);
        if (reader.Finished && inner.Finished && tag >= MessageHeader.SmallestTag && known is not null
            && DsaPrivateKey.TryCreate(known.P.Span, known.Q.Span, known.G.Span, known.Y.Span, x, out DsaPrivateKey? key))
            return new ImAccount(account, new ImIdentity(key), tag);
        throw new StoreException(StoreFault.Damaged, "an account in the store cannot be read");
    }

    private static byte[] Encode(List<ImPeerKey> keys)
    {
        using var writer = new WireWriter(64);
        writer.Byte(Version).Byte((byte)keys.Count);
        foreach (ImPeerKey key in keys)
            writer.Raw(key.Fingerprint.Bytes.Span).Flag(key.IsVerified).Long(key.FirstSeen).Long(key.LastSeen);
        return writer.ToArray();
    }

    private static List<ImPeerKey> Load(IStoreTransaction transaction, string account, string peer)
    {
        if (transaction.Get(Peers, ScopeOf(account), peer) is not { } bytes)
            return [];
        var reader = new WireReader(bytes);
        reader.Require(reader.Byte() == Version);
        int count = reader.Count(ImLimits.PeerKeys);
        var keys = new List<ImPeerKey>(count);
        for (int i = 0; i < count && reader.Ok; i++)
        {
            ReadOnlySpan<byte> fingerprint = reader.Raw(ImFingerprint.ByteCount);
            if (reader.Ok)
                keys.Add(new ImPeerKey(new ImFingerprint(fingerprint), reader.Flag(), reader.Long(), reader.Long()));
        }

        return reader.Finished ? keys : throw new StoreException(StoreFault.Damaged, "a peer's keys in the store cannot be read");
    }
}
