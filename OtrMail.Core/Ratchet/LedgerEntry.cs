namespace OtrMail.Core.Ratchet;

/// <summary>A MAC key on its way to being public.</summary>
/// <param name="MacKey">The key.</param>
/// <param name="Behind">
/// The DH keys behind it, until one of them is forgotten and it may be revealed; <see langword="null"/> from then on.
/// </param>
/// <param name="Carriers">Which messages have revealed it so far (the hash of each carrier's own MAC key).</param>
public sealed record LedgerEntry(byte[] MacKey, KeyPairIds? Behind, IReadOnlyList<byte[]> Carriers)
{
    /// <summary>It may be revealed: the messages it authenticates are verified and none is accepted any more.</summary>
    public bool IsPending => Behind is null;
}
