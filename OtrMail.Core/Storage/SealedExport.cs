using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using OtrMail.Ring;

namespace OtrMail.Core.Storage;

/// <summary>
/// Secrets that leave the store in a file: sealed by a passphrase as the vault is, or plain by deliberate choice. All
/// integers are big-endian, nothing is optional:
/// <code>
/// "OTREXPRT" || version 01 || protection (00 plain, 01 passphrase)
/// plain:       content || SHA-256 of everything before (32)
/// passphrase:  memory in KiB (4) || passes (4) || lanes (4) || salt (16) || nonce (12) || sealed content || tag (16)
/// </code>
/// The sealing key is Argon2id version 1.3 of the passphrase's bytes, the sealing AES-256-GCM with all that stands
/// before the nonce as associated data.
/// </summary>
public sealed class SealedExport
{
    private const byte Version = 1;
    private const int HeadSize = 8 + 1 + 1;
    private const int SaltSize = 16;
    private const int SealedOffset = HeadSize + 4 + 4 + 4 + SaltSize;
    private const int HashSize = 32;

    private readonly byte[] _bytes;

    private SealedExport(byte[] bytes) => _bytes = bytes;

    /// <summary>Whether a passphrase is needed to open it.</summary>
    public bool NeedsPassphrase => _bytes[9] == 1;

    private static ReadOnlySpan<byte> Magic => "OTREXPRT"u8;

    private PassphraseCost Cost => new(Number(0), Number(4), Number(8));

    /// <summary>Seals content under a passphrase, or leaves it plain when that is <see langword="null"/>.</summary>
    /// <param name="content">Wiped by the caller.</param>
    /// <param name="passphrase">Not empty; wiped by the caller.</param>
    /// <param name="cost">What a guess at the passphrase shall cost.</param>
    /// <param name="random">For salt and nonce.</param>
    public static byte[] Make(ReadOnlySpan<byte> content, byte[]? passphrase, PassphraseCost cost, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentNullException.ThrowIfNull(random);
        if (passphrase is { Length: 0 })
            throw new ArgumentException("an empty passphrase protects nothing", nameof(passphrase));
        byte[] head = new byte[passphrase is null ? HeadSize : SealedOffset];
        Magic.CopyTo(head);
        head[8] = Version;
        if (passphrase is null)
        {
            byte[] plain = [.. head, .. content, .. new byte[HashSize]];
            SHA256.HashData(plain.AsSpan(..^HashSize), plain.AsSpan(^HashSize..));
            return plain;
        }

        head[9] = 1;
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(HeadSize), cost.MemoryKiB);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(HeadSize + 4), cost.Passes);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(HeadSize + 8), cost.Lanes);
        byte[] salt = new byte[SaltSize];
        random.Fill(salt);
        salt.CopyTo(head, HeadSize + 12);
        using StoreKey key = VaultFile.Stretch(passphrase, salt, cost);
        return [.. head, .. Sealing.Seal(key.Span, head, content, random)];
    }

    /// <summary>Takes an export apart; false when it is damaged or none.</summary>
    public static bool TryRead(byte[] bytes, [NotNullWhen(true)] out SealedExport? export)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        export = null;
        if (bytes.Length < HeadSize + HashSize || !bytes.AsSpan().StartsWith(Magic) || bytes[8] != Version || bytes[9] > 1)
            return false;
        var read = new SealedExport(bytes);
        bool isWhole = read.NeedsPassphrase
            ? bytes.Length >= SealedOffset + Sealing.Overhead && read.Cost.IsAllowed
            : SHA256.HashData(bytes.AsSpan(..^HashSize)).AsSpan().SequenceEqual(bytes.AsSpan(^HashSize..));
        export = isWhole ? read : null;
        return isWhole;
    }

    /// <summary>The content, which the caller wipes; false when the passphrase is wrong or the export was altered.</summary>
    public bool TryOpen(byte[]? passphrase, [NotNullWhen(true)] out byte[]? content)
    {
        content = null;
        if (!NeedsPassphrase)
        {
            content = _bytes[HeadSize..^HashSize];
            return true;
        }

        if (passphrase is null)
            return false;
        using StoreKey key = VaultFile.Stretch(passphrase, _bytes[(SealedOffset - SaltSize)..SealedOffset], Cost);
        byte[] opened = new byte[_bytes.Length - SealedOffset - Sealing.Overhead];
        if (!Sealing.TryOpen(key.Span, _bytes.AsSpan(..SealedOffset), _bytes.AsSpan(SealedOffset..), opened))
            return false;
        content = opened;
        return true;
    }

    private int Number(int offset) => BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(HeadSize + offset));
}
