namespace OtrMail.Core.Primitives;

/// <summary>The X25519 function of RFC 7748, section 5, constant-time in the private key. All values have 32 bytes.</summary>
internal interface IX25519Backend
{
    /// <summary>X25519(private key, 9).</summary>
    void PublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey);

    /// <summary>X25519(private key, public key); <see langword="false"/> when that is zero, and it is then not a secret.</summary>
    bool TryAgree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, Span<byte> shared);
}
