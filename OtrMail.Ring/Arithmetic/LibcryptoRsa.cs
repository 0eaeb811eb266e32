using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace OtrMail.Ring.Arithmetic;

/// <summary>
/// RSA without padding by libcrypto (OpenSSL 3), which .NET does not offer. Source: the manual pages RSA_set0_key(3), RSA_get0_key(3),
/// RSA_generate_key_ex(3) and RSA_public_encrypt(3). RSA_* are the functions of old, which compute with the numbers of the key
/// object itself; those of EVP_PKEY copy the key into a provider, by buffers that they do not wipe.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LibcryptoRsa
{
    [LibraryImport(Libcrypto.Name, EntryPoint = "RSA_new")]
    public static partial nint NewKey();

    /// <summary>Wipes and frees; takes null.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "RSA_free")]
    public static partial void FreeKey(nint key);

    [LibraryImport(Libcrypto.Name, EntryPoint = "RSA_generate_key_ex")]
    public static partial int GenerateKey(nint key, int bits, nint exponent, nint progress);

    /// <summary>The key takes the numbers over.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "RSA_set0_key")]
    public static partial int SetKey(nint key, nint n, nint e, nint d);

    /// <summary>The key takes the numbers over.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "RSA_set0_factors")]
    public static partial int SetFactors(nint key, nint p, nint q);

    /// <summary>d mod p − 1, d mod q − 1, q⁻¹ mod p; the key takes them over.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "RSA_set0_crt_params")]
    public static partial int SetCrtNumbers(nint key, nint dp, nint dq, nint inverse);

    [LibraryImport(Libcrypto.Name, EntryPoint = "RSA_get0_n")]
    public static partial nint Modulus(nint key);

    [LibraryImport(Libcrypto.Name, EntryPoint = "RSA_get0_d")]
    public static partial nint PrivateExponent(nint key);

    [LibraryImport(Libcrypto.Name, EntryPoint = "RSA_get0_p")]
    public static partial nint FirstPrime(nint key);

    [LibraryImport(Libcrypto.Name, EntryPoint = "RSA_get0_q")]
    public static partial nint SecondPrime(nint key);

    [LibraryImport(Libcrypto.Name, EntryPoint = "RSA_get0_dmp1")]
    public static partial nint FirstCrtExponent(nint key);

    [LibraryImport(Libcrypto.Name, EntryPoint = "RSA_get0_dmq1")]
    public static partial nint SecondCrtExponent(nint key);

    [LibraryImport(Libcrypto.Name, EntryPoint = "RSA_get0_iqmp")]
    public static partial nint CrtCoefficient(nint key);

    /// <summary>Answers the length of the output, or -1.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "RSA_private_decrypt")]
    public static partial int PrivateDecrypt(int length, byte* input, byte* output, nint key, int padding);
}
