using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace OtrMail.Ring.Arithmetic;

/// <summary>OpenSSL's libcrypto: constant-time exponentiation, base blinding, its own check of the CRT result.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LibcryptoRsaBackend : IRsaBackend
{
    private readonly LibcryptoFunctions _functions;

    private LibcryptoRsaBackend(LibcryptoFunctions functions) => _functions = functions;

    /// <summary>The backend, or null where libcrypto cannot be used.</summary>
    public static LibcryptoRsaBackend? Instance { get; } =
        LibcryptoFunctions.TryLoad() is { } functions ? new LibcryptoRsaBackend(functions) : null;

    public IRawRsa CreatePublic(ReadOnlySpan<byte> modulus) => new LibcryptoPublicRsa(_functions, modulus.ToArray());

    public IRawRsa CreatePrivate(RsaComponents key)
    {
        byte[] der = GC.AllocateArray<byte>(Pkcs1.PrivateLength(key), pinned: true);
        try
        {
            Pkcs1.EncodePrivate(key, der);
            using var rsa = new RSAOpenSsl();
            rsa.ImportRSAPrivateKey(der, out _);
            return new LibcryptoPrivateRsa(_functions, rsa.DuplicateKeyHandle());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }
}
