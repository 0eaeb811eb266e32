using System.Security.Cryptography;
using System.Text;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Storage;

namespace OtrMail.Cli.Commands;

/// <summary>
/// The vault key of an unlocked data directory in the keyring: named by the store's ID, so that several directories do
/// not meet, and together with the ID of the sealing, so that it is worth nothing when the passphrase has changed.
/// </summary>
internal sealed class UnlockedVault(IKeyring keyring)
{
    private const int SealingIdSize = 32; // hex digits
    private const int KeySize = 32;

    /// <summary>How long a vault stays unlocked unless it is said: a working day.</summary>
    public static readonly TimeSpan DefaultTime = TimeSpan.FromHours(8);

    /// <summary>The longest time; who wants more than a week chooses <c>--no-passphrase</c>.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromDays(7);

    /// <summary>The remembered vault key, or null. The caller wipes it.</summary>
    public byte[]? Recall(VaultInfo vault)
    {
        if (keyring.Read(NameOf(vault)) is not { } secret)
            return null;
        try
        {
            if (secret.Length != SealingIdSize + KeySize
                || !secret.AsSpan(0, SealingIdSize).SequenceEqual(Encoding.ASCII.GetBytes(vault.SealingId)))
                return null;
            byte[] key = GC.AllocateUninitializedArray<byte>(KeySize, pinned: true);
            secret.AsSpan(SealingIdSize).CopyTo(key);
            return key;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Remembers the key of an open vault.</summary>
    /// <exception cref="CommandException">69: there is no keyring.</exception>
    public void Remember(VaultInfo info, Vault vault, TimeSpan time)
    {
        byte[] secret = GC.AllocateArray<byte>(SealingIdSize + KeySize, pinned: true);
        try
        {
            Encoding.ASCII.GetBytes(info.SealingId, secret);
            vault.CopyKey(secret.AsSpan(SealingIdSize));
            keyring.Put(NameOf(info), secret, time);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Forgets the key; answers whether there was one.</summary>
    /// <exception cref="CommandException">69: there is no keyring.</exception>
    public bool Forget(VaultInfo vault) => keyring.Revoke(NameOf(vault));

    private static string NameOf(VaultInfo vault) => $"otrmail:vault:{vault.StoreId}";
}
