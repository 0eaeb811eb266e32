using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace OtrMail.Ring.Arithmetic;

/// <summary>
/// The functions of libcrypto (OpenSSL 3) that .NET does not offer: RSA without padding. Source: the manual pages
/// EVP_PKEY_encrypt(3), EVP_PKEY_decrypt(3) and EVP_PKEY_CTX_ctrl(3).
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
        EncryptInit = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "EVP_PKEY_encrypt_init");
        DecryptInit = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "EVP_PKEY_decrypt_init");
        Encrypt = (delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int>)NativeLibrary.GetExport(library, "EVP_PKEY_encrypt");
        Decrypt = (delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int>)NativeLibrary.GetExport(library, "EVP_PKEY_decrypt");
        ClearErrors = (delegate* unmanaged<void>)NativeLibrary.GetExport(library, "ERR_clear_error");
    }

    public delegate* unmanaged<nint, nint, nint> NewContext { get; }

    public delegate* unmanaged<nint, void> FreeContext { get; }

    public delegate* unmanaged<nint, int, int> SetPadding { get; }

    public delegate* unmanaged<nint, int> EncryptInit { get; }

    public delegate* unmanaged<nint, int> DecryptInit { get; }

    public delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int> Encrypt { get; }

    public delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int> Decrypt { get; }

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
