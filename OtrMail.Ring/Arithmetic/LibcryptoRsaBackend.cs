using System.Runtime.Versioning;

namespace OtrMail.Ring.Arithmetic;

/// <summary>OpenSSL's libcrypto: constant-time exponentiation, base blinding, its own check of the CRT result.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LibcryptoRsaBackend : IRsaBackend
{
    private LibcryptoRsaBackend()
    {
    }

    /// <summary>The backend, or null where libcrypto cannot be used.</summary>
    public static LibcryptoRsaBackend? Instance { get; } = Libcrypto.IsUsable ? new LibcryptoRsaBackend() : null;

    public IRawRsa CreatePublic(ReadOnlySpan<byte> modulus) => new LibcryptoPublicRsa(modulus.ToArray());

    public IRawRsa CreatePrivate(RsaComponents key) => new LibcryptoPrivateRsa(LibcryptoKey.Import(key));

    /// <summary>A fresh key, whose numbers are written into <paramref name="room"/>: seven times the longest modulus.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">libcrypto refused.</exception>
    public static RsaComponents Generate(int bits, Span<byte> room)
    {
        using LibcryptoKey key = LibcryptoKey.Generate(bits);
        return key.Numbers(room);
    }
}
