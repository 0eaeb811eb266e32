using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace OtrMail.Ring.Arithmetic;

/// <summary>
/// The functions of libcrypto (OpenSSL 3) that .NET does not offer: RSA without padding, and powers of public numbers. Source:
/// the manual pages EVP_PKEY_decrypt(3), EVP_PKEY_CTX_ctrl(3), BN_bn2bin(3) and BN_mod_exp(3).
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LibcryptoFunctions
{
    private static readonly string[] Names = ["libcrypto.so.3", "libcrypto.so.4", "libcrypto.so"];

    private LibcryptoFunctions(nint library)
    {
        NewContext = (delegate* unmanaged<nint, nint, nint>)NativeLibrary.GetExport(library, "EVP_PKEY_CTX_new");
        FreeContext = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "EVP_PKEY_CTX_free");
        SetPadding = (delegate* unmanaged<nint, int, int>)NativeLibrary.GetExport(library, "EVP_PKEY_CTX_set_rsa_padding");
        DecryptInit = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "EVP_PKEY_decrypt_init");
        Decrypt = (delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int>)NativeLibrary.GetExport(library, "EVP_PKEY_decrypt");
        NewScratch = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "BN_CTX_new");
        FreeScratch = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "BN_CTX_free");
        FromBytes = (delegate* unmanaged<byte*, int, nint, nint>)NativeLibrary.GetExport(library, "BN_bin2bn");
        ToBytes = (delegate* unmanaged<nint, byte*, int, int>)NativeLibrary.GetExport(library, "BN_bn2binpad");
        FreeNumber = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "BN_free");
        PublicPower = (delegate* unmanaged<nint, nint, nint, nint, nint, int>)NativeLibrary.GetExport(library, "BN_mod_exp");
        ClearErrors = (delegate* unmanaged<void>)NativeLibrary.GetExport(library, "ERR_clear_error");
    }

    public delegate* unmanaged<nint, nint, nint> NewContext { get; }

    public delegate* unmanaged<nint, void> FreeContext { get; }

    public delegate* unmanaged<nint, int, int> SetPadding { get; }

    public delegate* unmanaged<nint, int> DecryptInit { get; }

    public delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int> Decrypt { get; }

    public delegate* unmanaged<nint> NewScratch { get; }

    public delegate* unmanaged<nint, void> FreeScratch { get; }

    public delegate* unmanaged<byte*, int, nint, nint> FromBytes { get; }

    public delegate* unmanaged<nint, byte*, int, int> ToBytes { get; }

    public delegate* unmanaged<nint, void> FreeNumber { get; }

    /// <summary>result = base^exponent mod modulus; its time depends on all of them.</summary>
    public delegate* unmanaged<nint, nint, nint, nint, nint, int> PublicPower { get; }

    public delegate* unmanaged<void> ClearErrors { get; }

    /// <summary>The functions, or null where no libcrypto that .NET itself uses can be found.</summary>
    public static LibcryptoFunctions? TryLoad()
    {
        try
        {
            foreach (string name in Names)
            {
                if (NativeLibrary.TryLoad(name, out nint library) && IsTheOneOfTheRuntime(library))
                    return new LibcryptoFunctions(library);
            }
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException or CryptographicException
            or TypeInitializationException or PlatformNotSupportedException)
        {
            // no OpenSSL, or not version 3: the portable backend does the work
        }

        return null;
    }

    // The key handles come from the runtime's libcrypto. Handed to another one beside it they would be nonsense.
    private static bool IsTheOneOfTheRuntime(nint library) =>
        NativeLibrary.TryGetExport(library, "OpenSSL_version_num", out nint version)
        && (long)((delegate* unmanaged<nuint>)version)() == SafeEvpPKeyHandle.OpenSslVersion;
}
