namespace OtrMail.Core.Storage;

/// <summary>What a vault file says to everybody who can read it.</summary>
/// <param name="StoreId">The store's random ID: 32 lower-case hex digits.</param>
/// <param name="NeedsPassphrase">Whether the vault key is sealed by a passphrase.</param>
/// <param name="SealingId">
/// Which sealing this is, 32 lower-case hex digits: it changes with each change of the passphrase, also to the same one.
/// Empty when there is none.
/// </param>
/// <param name="Cost">What a guess at the passphrase costs; <see langword="null"/> without passphrase.</param>
public sealed record VaultInfo(string StoreId, bool NeedsPassphrase, string SealingId, PassphraseCost? Cost);
