using System.Buffers.Binary;
using OtrMail.Core.Primitives;
using OtrMail.Ring;

namespace OtrMail.Core.Storage;

/// <summary>
/// The tree of keys under which everything forgettable is sealed. The root key stands in the file <c>root</c> and
/// nowhere else; it opens the trunk (256 branch keys); the branch key <c>i</c> opens branch <c>i</c>, which lists
/// the keys of the scopes whose hash begins with the byte <c>i</c>; a scope key opens the scope's records.
/// <para>
/// Forgetting replaces the keys on one path: scope, branch, trunk, root. Every older copy of a row on this path is
/// sealed under a key that the new path does not lead to, so once the old root key is overwritten those copies are
/// noise; all other branches stay as they are. It costs one trunk, one branch and what is left in the scope,
/// however large the store is.
/// </para>
/// <code>
/// trunk   AES-256-GCM(root key, branch key 0 || ... || branch key 255), "otrmail trunk 1" || store ID || epoch (8)
/// branch  AES-256-GCM(branch key, entries), "otrmail branch 1" || store ID || branch number (1)
/// root ID first 16 bytes of HMAC-SHA-256(root key, "otrmail root id 1")
/// </code>
/// </summary>
internal sealed class KeyTree : IDisposable
{
    /// <summary>Length of a root ID.</summary>
    public const int RootIdSize = 16;

    /// <summary>Number of branches: one for each first byte of a scope hash.</summary>
    public const int Branches = 256;

    private readonly StoreDatabase _database;
    private readonly byte[] _storeId;
    private readonly IRandomSource _random;
    private readonly StoreKey _trunk;
    private readonly Dictionary<int, Branch> _branches = [];

    private KeyTree(StoreDatabase database, ReadOnlySpan<byte> storeId, IRandomSource random, StoreKey trunk)
    {
        _database = database;
        _storeId = storeId.ToArray();
        _random = random;
        _trunk = trunk;
    }

    /// <summary>Whether <see cref="Save"/> must be given a new root key.</summary>
    public bool NeedsNewRoot { get; private set; }

    /// <summary>All memory that holds keys, for the test that looks whether it was wiped.</summary>
    internal IReadOnlyList<StoreKey> Held => [_trunk, .. _branches.Values.Select(branch => branch.Held)];

    /// <summary>Opens the tree of a database.</summary>
    /// <exception cref="StoreException">Damaged: this root key does not open the trunk.</exception>
    public static KeyTree Open(
        StoreDatabase database, ReadOnlySpan<byte> storeId, IRandomSource random, long epoch, StoreKey root)
    {
        var trunk = new StoreKey(Branches * StoreKey.Size);
        if (Sealing.TryOpen(root.Span, TrunkAssociated(storeId, epoch), database.ReadTrunk(), trunk.Writable))
            return new KeyTree(database, storeId, random, trunk);
        trunk.Dispose();
        throw StoreTrouble.Damaged("the trunk in the database was altered");
    }

    /// <summary>Plants a new tree without any scope, which needs a new root key.</summary>
    public static KeyTree Plant(StoreDatabase database, ReadOnlySpan<byte> storeId, IRandomSource random) =>
        new(database, storeId, random, StoreKey.NewRandom(random, Branches * StoreKey.Size)) { NeedsNewRoot = true };

    /// <summary>Which root key this is; says nothing about it.</summary>
    public static byte[] RootIdOf(StoreKey root) =>
        HmacSha256.HashData(root.Span, "otrmail root id 1"u8)[..RootIdSize];

    /// <summary>The key of a scope; empty when it has none. Valid until the tree changes.</summary>
    public ReadOnlySpan<byte> Find(byte[] scope) => BranchOf(scope).Find(scope);

    /// <summary>The key of a scope, made now when it has none. Valid until the tree changes.</summary>
    public ReadOnlySpan<byte> FindOrAdd(byte[] scope)
    {
        Branch branch = BranchOf(scope);
        if (branch.Find(scope).IsEmpty)
        {
            using StoreKey key = StoreKey.NewRandom(_random);
            branch.Add(scope, key);
        }

        return branch.Find(scope);
    }

    /// <summary>
    /// Forgets the key of a scope. What is left in the scope is sealed under a new one; when nothing is left it
    /// gets none.
    /// </summary>
    public void Forget(byte[] scope)
    {
        Branch branch = BranchOf(scope);
        if (branch.Find(scope).IsEmpty)
            return; // nothing was sealed in this scope since it was last forgotten
        List<RowKey> left = _database.Secret.KeysOfScope(scope);
        if (left.Count == 0)
        {
            branch.Forget(scope, null);
        }
        else
        {
            using StoreKey next = StoreKey.NewRandom(_random);
            foreach (RowKey key in left)
                Reseal(key, branch.Find(scope), next);
            branch.Forget(scope, next);
        }

        NeedsNewRoot = true;
    }

    /// <summary>Writes what has changed into the database, sealed along the path up to the new root key.</summary>
    /// <param name="epoch">The number of the root key.</param>
    /// <param name="newRoot">Given exactly when <see cref="NeedsNewRoot"/>.</param>
    public void Save(long epoch, StoreKey? newRoot)
    {
        foreach ((int number, Branch branch) in _branches)
        {
            if (!branch.IsChanged && !branch.NeedsNewKey)
                continue;
            if (branch.NeedsNewKey)
                _random.Fill(_trunk.Writable.Slice(number * StoreKey.Size, StoreKey.Size));
            _database.WriteBranch(
                number, Sealing.Seal(KeyOf(number), BranchAssociated(number), branch.Entries, _random));
        }

        if (NeedsNewRoot != newRoot is not null)
            throw new InvalidOperationException("a new root key exactly when the tree needs one");
        if (newRoot is not null)
            _database.WriteTrunk(Sealing.Seal(newRoot.Span, TrunkAssociated(_storeId, epoch), _trunk.Span, _random));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _trunk.Dispose();
        foreach (Branch branch in _branches.Values)
            branch.Dispose();
    }

    private static byte[] TrunkAssociated(ReadOnlySpan<byte> storeId, long epoch)
    {
        var number = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, epoch);
        return [.. "otrmail trunk 1"u8, .. storeId, .. number];
    }

    private byte[] BranchAssociated(int number) => [.. "otrmail branch 1"u8, .. _storeId, (byte)number];

    private ReadOnlySpan<byte> KeyOf(int number) => _trunk.Span.Slice(number * StoreKey.Size, StoreKey.Size);

    private void Reseal(RowKey key, ReadOnlySpan<byte> old, StoreKey next)
    {
        SealedRow row = _database.Secret.Get(key) ?? throw StoreTrouble.Damaged("a row of the database is gone");
        byte[] box = RecordCodec.Reseal(old, next.Span, _storeId, key, row.Due, row.Box, _random);
        _database.Secret.Put(row with { Box = box });
    }

    private Branch BranchOf(byte[] scope)
    {
        int number = scope[0];
        if (_branches.TryGetValue(number, out Branch? branch))
            return branch;
        branch = new Branch(OpenEntries(number));
        _branches.Add(number, branch);
        return branch;
    }

    private StoreKey OpenEntries(int number)
    {
        if (_database.ReadBranch(number) is not { } box)
            return new StoreKey(0);
        int length = box.Length - Sealing.Overhead;
        if (length < 0 || length % Branch.EntrySize != 0)
            throw StoreTrouble.Damaged("a branch in the database has a wrong length");
        var entries = new StoreKey(length);
        if (Sealing.TryOpen(KeyOf(number), BranchAssociated(number), box, entries.Writable))
            return entries;
        entries.Dispose();
        throw StoreTrouble.Damaged("a branch in the database was altered");
    }
}
