namespace OtrMail.Ring.Arithmetic;

/// <summary>A library that does the modular exponentiation; two exist, and tests hold them against each other.</summary>
internal interface IRsaBackend
{
    /// <summary>The public map of a modulus that passed <see cref="RsaPublicKey.TryImport(ReadOnlySpan{byte}, out RsaPublicKey?)"/>.</summary>
    IRawRsa CreatePublic(ReadOnlySpan<byte> modulus);

    /// <summary>The private map, blinded against timing. The components are consistent; their bytes are copied.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The library refuses the key.</exception>
    IRawRsa CreatePrivate(RsaComponents key);
}
