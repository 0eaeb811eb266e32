using System.Text;
using OtrMail.Core.Primitives;

namespace OtrMail.Core.Storage;

/// <summary>
/// The keys that hang on the vault key and live as long: HKDF-SHA-256 (RFC 5869), salt = store ID, info = a label.
/// What must be forgettable is never sealed under one of these, except through the root.
/// </summary>
internal sealed class StoreKeys : IDisposable
{
    /// <summary>Length of a store ID.</summary>
    public const int StoreIdSize = 16;

    private readonly byte[] _storeId;

    /// <summary>Derives all keys; the vault key stays the caller's.</summary>
    public StoreKeys(ReadOnlySpan<byte> vaultKey, ReadOnlySpan<byte> storeId)
    {
        _storeId = storeId.ToArray();
        Root = Derive(vaultKey, storeId, "otrmail store 1 root");
        Kept = Derive(vaultKey, storeId, "otrmail store 1 kept");
        Index = Derive(vaultKey, storeId, "otrmail store 1 index");
        Generation = Derive(vaultKey, storeId, "otrmail store 1 generation");
    }

    /// <summary>The vault's random ID, 16 bytes.</summary>
    public ReadOnlySpan<byte> StoreId => _storeId;

    /// <summary>Seals the root keys in the file <c>root</c>.</summary>
    public StoreKey Root { get; }

    /// <summary>Seals the records that are not forgettable.</summary>
    public StoreKey Kept { get; }

    /// <summary>Hashes kinds, scopes and names.</summary>
    public StoreKey Index { get; }

    /// <summary>Authenticates the outside copy of the generation.</summary>
    public StoreKey Generation { get; }

    /// <summary>Derives one key from the vault key.</summary>
    public static StoreKey Derive(
        ReadOnlySpan<byte> vaultKey, ReadOnlySpan<byte> storeId, string label, int length = StoreKey.Size)
    {
        var key = new StoreKey(length);
        Hkdf.DeriveKey(vaultKey, key.Writable, storeId, Encoding.ASCII.GetBytes(label));
        return key;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Root.Dispose();
        Kept.Dispose();
        Index.Dispose();
        Generation.Dispose();
    }
}
