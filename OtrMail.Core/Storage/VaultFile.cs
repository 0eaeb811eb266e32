using System.Buffers.Binary;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using OtrMail.Ring;

namespace OtrMail.Core.Storage;

/// <summary>
/// The content of the file <c>vault</c>. All integers are big-endian, nothing is optional, nothing may follow:
/// <code>
/// "OTRVAULT" || version 01 || protection (00 plain, 01 passphrase) || store ID (16) || key check (16)
/// plain:       vault key (32)
/// passphrase:  memory in KiB (4) || passes (4) || lanes (4) || salt (16)
///              || nonce (12) || sealed vault key (32) || tag (16)
/// SHA-256 of everything before (32)
/// </code>
/// 106 bytes plain, 162 with a passphrase. The sealing key is Argon2id version 1.3 (RFC 9106) of the passphrase's
/// bytes, 32 bytes long, without secret and associated data; the sealing is AES-256-GCM, its associated data the
/// first 70 bytes. Key check: 16 bytes of HKDF-SHA-256 from the vault key with label "otrmail store 1 check". The
/// hash in the end tells a damaged file from a wrong passphrase; it keeps no secret and stops no attacker.
/// </summary>
internal sealed class VaultFile
{
    /// <summary>No vault file is longer.</summary>
    public const int MaxSize = 4096;

    private const byte Version = 1;
    private const int CheckSize = 16;
    private const int CommonSize = 8 + 1 + 1 + StoreKeys.StoreIdSize + CheckSize;
    private const int SaltSize = 16;
    private const int SealedOffset = CommonSize + 4 + 4 + 4 + SaltSize;
    private const int HashSize = 32;
    private const int SealingIdSize = 16;
    private const int PlainSize = CommonSize + StoreKey.Size + HashSize;
    private const int PassphraseSize = SealedOffset + Sealing.Overhead + StoreKey.Size + HashSize;

    private readonly byte[] _bytes;

    private VaultFile(byte[] bytes) => _bytes = bytes;

    /// <summary>The store's ID, 16 bytes.</summary>
    public ReadOnlySpan<byte> StoreId => _bytes.AsSpan(10, StoreKeys.StoreIdSize);

    /// <summary>Whether a passphrase is needed to open it.</summary>
    public bool NeedsPassphrase => _bytes[9] == 1;

    /// <summary>The whole file. In a plain vault these bytes are secret.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>What everybody may know of it.</summary>
    public VaultInfo Info => new(
        Convert.ToHexStringLower(StoreId),
        NeedsPassphrase,
        NeedsPassphrase ? Convert.ToHexStringLower(_bytes.AsSpan(^HashSize..)[..SealingIdSize]) : "",
        NeedsPassphrase ? Cost : null);

    private static ReadOnlySpan<byte> Magic => "OTRVAULT"u8;

    private ReadOnlySpan<byte> Check => _bytes.AsSpan(CommonSize - CheckSize, CheckSize);

    private PassphraseCost Cost => new(Number(0), Number(4), Number(8));

    /// <summary>Takes a file's content apart, strictly.</summary>
    /// <exception cref="StoreException">Damaged.</exception>
    public static VaultFile Decode(byte[]? bytes)
    {
        if (bytes is null || bytes.Length < CommonSize || !bytes.AsSpan().StartsWith(Magic))
            throw StoreTrouble.Damaged("the file 'vault' is not one");
        if (bytes[8] > Version)
            throw StoreTrouble.Newer("vault");
        int size = bytes[9] switch { 0 => PlainSize, 1 => PassphraseSize, _ => -1 };
        var file = new VaultFile(bytes);
        if (bytes[8] != Version || bytes.Length != size
            || !Sha256.HashData(bytes.AsSpan(..^HashSize)).AsSpan().SequenceEqual(bytes.AsSpan(^HashSize..))
            || (file.NeedsPassphrase && !file.Cost.IsAllowed))
            throw StoreTrouble.Damaged("the file 'vault' does not read as what was written");
        return file;
    }

    /// <summary>Makes the content: sealed under a passphrase, or plain when that is <see langword="null"/>.</summary>
    public static VaultFile Encode(
        ReadOnlySpan<byte> storeId, StoreKey vaultKey, byte[]? passphrase, PassphraseCost cost, IRandomSource random)
    {
        var bytes = GC.AllocateArray<byte>(passphrase is null ? PlainSize : PassphraseSize, pinned: true);
        Magic.CopyTo(bytes);
        bytes[8] = Version;
        bytes[9] = passphrase is null ? (byte)0 : (byte)1;
        storeId.CopyTo(bytes.AsSpan(10));
        using (StoreKey check = CheckOf(vaultKey.Span, storeId))
            check.Span.CopyTo(bytes.AsSpan(CommonSize - CheckSize));
        if (passphrase is null)
        {
            vaultKey.Span.CopyTo(bytes.AsSpan(CommonSize));
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(CommonSize), cost.MemoryKiB);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(CommonSize + 4), cost.Passes);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(CommonSize + 8), cost.Lanes);
            byte[] salt = new byte[SaltSize];
            random.Fill(salt);
            salt.CopyTo(bytes.AsSpan(CommonSize + 12));
            using StoreKey sealing = Stretch(passphrase, salt, cost);
            Sealing.Seal(sealing.Span, bytes.AsSpan(..SealedOffset), vaultKey.Span, random)
                .CopyTo(bytes.AsSpan(SealedOffset));
        }

        Sha256.HashData(bytes.AsSpan(..^HashSize), bytes.AsSpan(^HashSize..));
        return new VaultFile(bytes);
    }

    /// <summary>The vault key of a plain vault.</summary>
    public StoreKey OpenPlain()
    {
        StoreKey key = StoreKey.CopyOf(_bytes.AsSpan(CommonSize, StoreKey.Size));
        if (IsRight(key.Span))
            return key;
        key.Dispose();
        throw StoreTrouble.Damaged("the key in the file 'vault' is not the store's");
    }

    /// <summary>The vault key, or <see langword="null"/> when the passphrase is wrong.</summary>
    public StoreKey? OpenSealed(byte[] passphrase)
    {
        using StoreKey sealing = Stretch(passphrase, _bytes[(SealedOffset - SaltSize)..SealedOffset], Cost);
        var key = new StoreKey();
        ReadOnlySpan<byte> box = _bytes.AsSpan(SealedOffset..^HashSize);
        if (Sealing.TryOpen(sealing.Span, _bytes.AsSpan(..SealedOffset), box, key.Writable) && IsRight(key.Span))
            return key;
        key.Dispose();
        return null;
    }

    /// <summary>Whether these bytes are this vault's key.</summary>
    public bool IsRight(ReadOnlySpan<byte> vaultKey)
    {
        if (vaultKey.Length != StoreKey.Size)
            return false;
        using StoreKey check = CheckOf(vaultKey, StoreId);
        return CryptographicOperations.FixedTimeEquals(check.Span, Check);
    }

    /// <summary>Overwrites the bytes in memory; the object is of no use afterwards.</summary>
    public void Wipe() => CryptographicOperations.ZeroMemory(_bytes);

    private static StoreKey CheckOf(ReadOnlySpan<byte> vaultKey, ReadOnlySpan<byte> storeId) =>
        StoreKeys.Derive(vaultKey, storeId, "otrmail store 1 check", CheckSize);

    /// <summary>Argon2id of a passphrase: 32 bytes.</summary>
    internal static StoreKey Stretch(byte[] passphrase, byte[] salt, PassphraseCost cost)
    {
        Argon2Parameters parameters = new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
            .WithVersion(Argon2Parameters.Version13)
            .WithMemoryAsKB(cost.MemoryKiB)
            .WithIterations(cost.Passes)
            .WithParallelism(cost.Lanes)
            .WithSalt(salt)
            .Build();
        var generator = new Argon2BytesGenerator();
        generator.Init(parameters);
        byte[] output = GC.AllocateArray<byte>(StoreKey.Size, pinned: true);
        generator.GenerateBytes(passphrase, output);
        StoreKey key = StoreKey.CopyOf(output);
        CryptographicOperations.ZeroMemory(output);
        return key;
    }

    private int Number(int offset) => BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(CommonSize + offset));
}
