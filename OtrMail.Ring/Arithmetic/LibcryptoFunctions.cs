using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace OtrMail.Ring.Arithmetic;

/// <summary>
/// The functions of libcrypto (OpenSSL 3) that .NET does not offer: RSA without padding, and powers of public numbers. Source:
/// the manual pages RSA_set0_key(3), RSA_get0_key(3), RSA_generate_key_ex(3), RSA_public_encrypt(3), BN_bn2bin(3) and
/// BN_mod_exp(3). RSA_* are the functions of old, which compute with the numbers of the key object itself; those of
/// EVP_PKEY copy the key into a provider, by buffers that they do not wipe.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LibcryptoFunctions
{
    private LibcryptoFunctions(nint library)
    {
        NewKey = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "RSA_new");
        FreeKey = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "RSA_free");
        GenerateKey = (delegate* unmanaged<nint, int, nint, nint, int>)NativeLibrary.GetExport(library, "RSA_generate_key_ex");
        SetKey = (delegate* unmanaged<nint, nint, nint, nint, int>)NativeLibrary.GetExport(library, "RSA_set0_key");
        SetFactors = (delegate* unmanaged<nint, nint, nint, int>)NativeLibrary.GetExport(library, "RSA_set0_factors");
        SetCrtNumbers = (delegate* unmanaged<nint, nint, nint, nint, int>)NativeLibrary.GetExport(library, "RSA_set0_crt_params");
        Modulus = Part(library, "RSA_get0_n");
        PrivateExponent = Part(library, "RSA_get0_d");
        FirstPrime = Part(library, "RSA_get0_p");
        SecondPrime = Part(library, "RSA_get0_q");
        FirstCrtExponent = Part(library, "RSA_get0_dmp1");
        SecondCrtExponent = Part(library, "RSA_get0_dmq1");
        CrtCoefficient = Part(library, "RSA_get0_iqmp");
        PrivateDecrypt = (delegate* unmanaged<int, byte*, byte*, nint, int, int>)NativeLibrary.GetExport(library, "RSA_private_decrypt");
        NewScratch = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "BN_CTX_new");
        FreeScratch = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "BN_CTX_free");
        FromBytes = (delegate* unmanaged<byte*, int, nint, nint>)NativeLibrary.GetExport(library, "BN_bin2bn");
        ToBytes = (delegate* unmanaged<nint, byte*, int, int>)NativeLibrary.GetExport(library, "BN_bn2binpad");
        FreeNumber = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "BN_free");
        WipeNumber = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "BN_clear_free");
        PublicPower = (delegate* unmanaged<nint, nint, nint, nint, nint, int>)NativeLibrary.GetExport(library, "BN_mod_exp");
        ClearErrors = (delegate* unmanaged<void>)NativeLibrary.GetExport(library, "ERR_clear_error");
    }

    public delegate* unmanaged<nint> NewKey { get; }

    /// <summary>Wipes and frees; takes null.</summary>
    public delegate* unmanaged<nint, void> FreeKey { get; }

    public delegate* unmanaged<nint, int, nint, nint, int> GenerateKey { get; }

    /// <summary>n, e, d; the key takes them over.</summary>
    public delegate* unmanaged<nint, nint, nint, nint, int> SetKey { get; }

    /// <summary>p, q; the key takes them over.</summary>
    public delegate* unmanaged<nint, nint, nint, int> SetFactors { get; }

    /// <summary>d mod p − 1, d mod q − 1, q⁻¹ mod p; the key takes them over.</summary>
    public delegate* unmanaged<nint, nint, nint, nint, int> SetCrtNumbers { get; }

    public delegate* unmanaged<nint, nint> Modulus { get; }

    public delegate* unmanaged<nint, nint> PrivateExponent { get; }

    public delegate* unmanaged<nint, nint> FirstPrime { get; }

    public delegate* unmanaged<nint, nint> SecondPrime { get; }

    public delegate* unmanaged<nint, nint> FirstCrtExponent { get; }

    public delegate* unmanaged<nint, nint> SecondCrtExponent { get; }

    public delegate* unmanaged<nint, nint> CrtCoefficient { get; }

    /// <summary>Length, input, output, key, padding; answers the length of the output, or -1.</summary>
    public delegate* unmanaged<int, byte*, byte*, nint, int, int> PrivateDecrypt { get; }

    public delegate* unmanaged<nint> NewScratch { get; }

    public delegate* unmanaged<nint, void> FreeScratch { get; }

    public delegate* unmanaged<byte*, int, nint, nint> FromBytes { get; }

    public delegate* unmanaged<nint, byte*, int, int> ToBytes { get; }

    public delegate* unmanaged<nint, void> FreeNumber { get; }

    /// <summary>Wipes and frees; takes null.</summary>
    public delegate* unmanaged<nint, void> WipeNumber { get; }

    /// <summary>result = base^exponent mod modulus; its time depends on all of them.</summary>
    public delegate* unmanaged<nint, nint, nint, nint, nint, int> PublicPower { get; }

    public delegate* unmanaged<void> ClearErrors { get; }

    /// <summary>The functions, or null where there is no libcrypto of version 3: the portable backend does the work then.</summary>
    public static LibcryptoFunctions? TryLoad() =>
        Libcrypto.TryLoad(library => IsRecent(library) ? new LibcryptoFunctions(library) : throw new EntryPointNotFoundException("OpenSSL 3"));

    private static delegate* unmanaged<nint, nint> Part(nint library, string name) =>
        (delegate* unmanaged<nint, nint>)NativeLibrary.GetExport(library, name);

    private static bool IsRecent(nint library) =>
        NativeLibrary.TryGetExport(library, "OpenSSL_version_num", out nint version)
        && (((delegate* unmanaged<nuint>)version)() >> 28) >= 3;
}
