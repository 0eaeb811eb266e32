using System.Diagnostics;
using System.Security.Cryptography;
using OtrMail.Ring;

namespace OtrMail.Core.Storage;

/// <summary>
/// The vault key, 32 random bytes that a store keeps for its whole life. It comes out of the file <c>vault</c>,
/// sealed there by a passphrase or lying plain by deliberate choice; the passphrase can change without the store
/// being written anew.
/// </summary>
/// <remarks>
/// A passphrase is bytes, taken as they are: UTF-8 by convention, but not brought into a normal form (with
/// InvariantGlobalization .NET has none), so the same text typed as composed and as decomposed characters is two
/// passphrases. The caller that prompts for one decides.
/// </remarks>
public sealed class Vault : IDisposable
{
    private readonly byte[] _storeId;

    private Vault(ReadOnlySpan<byte> storeId, StoreKey key)
    {
        _storeId = storeId.ToArray();
        Key = key;
    }

    /// <summary>The store's random ID: 16 bytes, in 32 lower-case hex digits.</summary>
    public string StoreId => Convert.ToHexStringLower(_storeId);

    internal ReadOnlySpan<byte> StoreIdBytes => _storeId;

    internal StoreKey Key { get; }

    /// <summary>What the vault in this directory says without being opened; takes no lock.</summary>
    /// <exception cref="StoreException">Missing, Damaged, Permissions, InputOutput.</exception>
    public static VaultInfo Look(StoreOptions options)
    {
        VaultFile file = Load(options);
        try
        {
            return file.Info;
        }
        finally
        {
            file.Wipe();
        }
    }

    /// <summary>Whether the vault in this directory is sealed by a passphrase.</summary>
    /// <exception cref="StoreException">Missing, Damaged, Permissions, InputOutput.</exception>
    public static bool NeedsPassphrase(StoreOptions options) => Look(options).NeedsPassphrase;

    /// <summary>Opens the vault; takes no lock.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="passphrase">
    /// Asked only when the vault is sealed; its answer is wiped here. <see langword="null"/> means that there is none.
    /// </param>
    /// <param name="remembered">
    /// Asked before the passphrase for the vault key that somebody remembers; its answer is wiped here. One that is not
    /// this vault's counts as none.
    /// </param>
    /// <exception cref="StoreException">Missing, Damaged, Permissions, InputOutput, WrongPassphrase.</exception>
    public static Vault Open(
        StoreOptions options, Func<byte[]?> passphrase, Func<VaultInfo, byte[]?>? remembered = null)
    {
        ArgumentNullException.ThrowIfNull(passphrase);
        VaultFile file = Load(options);
        try
        {
            return new Vault(file.StoreId, OpenRemembered(file, remembered) ?? OpenKey(file, passphrase));
        }
        finally
        {
            file.Wipe();
        }
    }

    /// <summary>Opens the vault with its key, as it was remembered with <see cref="CopyKey"/>.</summary>
    /// <exception cref="StoreException">As for <see cref="Open"/>; WrongPassphrase: another vault's key.</exception>
    public static Vault OpenWithKey(StoreOptions options, ReadOnlySpan<byte> key)
    {
        VaultFile file = Load(options);
        try
        {
            if (!file.IsRight(key))
                throw new StoreException(StoreFault.WrongPassphrase, "the remembered key is not this vault's");
            return new Vault(file.StoreId, StoreKey.CopyOf(key));
        }
        finally
        {
            file.Wipe();
        }
    }

    /// <summary>
    /// Seals the vault under another passphrase, or leaves it plain when <paramref name="next"/> answers
    /// <see langword="null"/>. The store is not written anew; the old file is overwritten. Who has kept a copy of
    /// the old file and knows the old passphrase still has the vault key.
    /// </summary>
    /// <param name="options">Where it is, and what a guess at the new passphrase shall cost.</param>
    /// <param name="current">As in <see cref="Open"/>.</param>
    /// <param name="next">
    /// Asked for the new passphrase, not empty, once the vault is open; its answer is wiped here.
    /// </param>
    /// <param name="random">For salt and nonce.</param>
    /// <exception cref="StoreException">As for <see cref="Open"/>; Busy.</exception>
    public static void ChangePassphrase(
        StoreOptions options, Func<byte[]?> current, Func<byte[]?> next, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(next);
        ArgumentNullException.ThrowIfNull(random);
        VaultFile old = Load(options);
        byte[]? passphrase = null;
        try
        {
            using StoreKey key = OpenKey(old, current);
            passphrase = next();
            CheckNew(passphrase, options);
            VaultFile file = VaultFile.Encode(old.StoreId, key, passphrase, options.Cost, random);
            try
            {
                Replace(options, old, file);
            }
            finally
            {
                file.Wipe();
            }
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            throw StoreTrouble.From(e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(passphrase);
            old.Wipe();
        }
    }

    /// <summary>Copies the vault key, so that a key agent can remember it; the caller wipes it.</summary>
    /// <param name="destination">32 bytes.</param>
    public void CopyKey(Span<byte> destination) => Key.Span.CopyTo(destination);

    /// <inheritdoc/>
    public void Dispose() => Key.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(Vault)} {StoreId}";

    /// <summary>Makes a vault and its file <c>vault.new</c>; <see cref="FinishCreation"/> gives it its name.</summary>
    internal static Vault Create(StoreOptions options, VaultFile file, StoreKey key)
    {
        StoreFiles.WriteDurably(options.VaultPath + ".new", file.Bytes);
        return new Vault(file.StoreId, key);
    }

    /// <summary>The last step of making a store: from here on there is one.</summary>
    internal static void FinishCreation(StoreOptions options)
    {
        Libc.SyncDirectory(options.Directory);
        File.Move(options.VaultPath + ".new", options.VaultPath, overwrite: true);
        Libc.SyncDirectory(options.Directory);
        StoreFiles.SyncParent(options.Directory);
    }

    /// <summary>Refuses what cannot be a new passphrase.</summary>
    internal static void CheckNew(byte[]? passphrase, StoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (passphrase is { Length: 0 })
            throw new ArgumentException("an empty passphrase protects nothing", nameof(passphrase));
        if (!options.Cost.IsAllowed)
            throw new ArgumentException("Argon2id cannot be run with this cost", nameof(options));
    }

    /// <summary>Overwrites and deletes what a killed change of the passphrase left behind. Under the lock.</summary>
    internal static void EraseLeftovers(StoreOptions options)
    {
        foreach (string leftover in new[] { options.VaultPath + ".new", options.VaultPath + ".old" })
        {
            if (!File.Exists(leftover))
                continue;
            // A kill between link and rename leaves two names of one file: then only the second name must go.
            byte[]? bytes = StoreFiles.ReadSmall(leftover, VaultFile.MaxSize);
            if (bytes.AsSpan().SequenceEqual(StoreFiles.ReadSmall(options.VaultPath, VaultFile.MaxSize)))
                File.Delete(leftover);
            else
                StoreFiles.Erase(leftover);
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static VaultFile Load(StoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            if (!File.Exists(options.VaultPath))
                throw new StoreException(StoreFault.Missing, $"there is no store in '{options.Directory}'");
            StoreFiles.CheckPrivate(options.Directory);
            StoreFiles.CheckPrivate(options.VaultPath);
            return VaultFile.Decode(StoreFiles.ReadSmall(options.VaultPath, VaultFile.MaxSize));
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            throw StoreTrouble.From(e);
        }
    }

    private static StoreKey? OpenRemembered(VaultFile file, Func<VaultInfo, byte[]?>? remembered)
    {
        if (remembered is null || !file.NeedsPassphrase || remembered(file.Info) is not { } key)
            return null;
        try
        {
            return file.IsRight(key) ? StoreKey.CopyOf(key) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static StoreKey OpenKey(VaultFile file, Func<byte[]?> passphrase)
    {
        if (!file.NeedsPassphrase)
            return file.OpenPlain();
        byte[] given = passphrase()
            ?? throw new StoreException(StoreFault.WrongPassphrase, "the store needs its passphrase");
        try
        {
            return file.OpenSealed(given)
                ?? throw new StoreException(StoreFault.WrongPassphrase, "the passphrase does not open the store");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(given);
        }
    }

    // The old file keeps a second name until it is overwritten, so that a kill after the rename leaves no block
    // with the old sealing (or the plain key) that nobody can find again; EraseLeftovers does the rest.
    private static void Replace(StoreOptions options, VaultFile old, VaultFile file)
    {
        using StoreLock turn = StoreLock.Take(options.LockPath, options.LockTimeout, Stopwatch.GetTimestamp());
        EraseLeftovers(options);
        VaultFile now = Load(options);
        bool same = now.Bytes.SequenceEqual(old.Bytes);
        now.Wipe();
        if (!same)
            throw new StoreBusyException("another process has just changed the passphrase");
        string fresh = options.VaultPath + ".new";
        options.Step("vault: before the write");
        StoreFiles.WriteDurably(fresh, file.Bytes);
        options.Step("vault: written");
        bool linked = Libc.TryLink(options.VaultPath, options.VaultPath + ".old");
        options.Step("vault: linked");
        Libc.SyncDirectory(options.Directory);
        File.Move(fresh, options.VaultPath, overwrite: true);
        options.Step("vault: renamed");
        Libc.SyncDirectory(options.Directory);
        if (linked)
            StoreFiles.Erase(options.VaultPath + ".old");
        options.Step("vault: old one erased");
    }
}
