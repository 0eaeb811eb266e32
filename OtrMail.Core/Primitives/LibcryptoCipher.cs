using System.Runtime.InteropServices;

namespace OtrMail.Core.Primitives;

/// <summary>
/// The functions of libcrypto (OpenSSL 1.1.1 or later) for AES in counter mode. Source: the manual page EVP_EncryptInit(3).
/// </summary>
internal sealed unsafe class LibcryptoCipher
{
    private LibcryptoCipher(nint library)
    {
        NewContext = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "EVP_CIPHER_CTX_new");
        FreeContext = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "EVP_CIPHER_CTX_free");
        Begin = (delegate* unmanaged<nint, nint, nint, byte*, byte*, int>)NativeLibrary.GetExport(library, "EVP_EncryptInit_ex");
        Update = (delegate* unmanaged<nint, byte*, int*, byte*, int, int>)NativeLibrary.GetExport(library, "EVP_EncryptUpdate");
        ClearErrors = (delegate* unmanaged<void>)NativeLibrary.GetExport(library, "ERR_clear_error");
        Aes128 = ((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "EVP_aes_128_ctr"))();
        Aes192 = ((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "EVP_aes_192_ctr"))();
        Aes256 = ((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "EVP_aes_256_ctr"))();
    }

    /// <summary>The functions, or null where no libcrypto can be found.</summary>
    public static LibcryptoCipher? Instance { get; } = Libcrypto.TryLoad(library => new LibcryptoCipher(library));

    public delegate* unmanaged<nint> NewContext { get; }

    /// <summary>Frees, and wipes the key schedule and what is left of the key stream; takes null.</summary>
    public delegate* unmanaged<nint, void> FreeContext { get; }

    /// <summary>Context, cipher, engine (null), key, first counter block.</summary>
    public delegate* unmanaged<nint, nint, nint, byte*, byte*, int> Begin { get; }

    /// <summary>Context, output, its length, input, its length; may be the same memory.</summary>
    public delegate* unmanaged<nint, byte*, int*, byte*, int, int> Update { get; }

    public delegate* unmanaged<void> ClearErrors { get; }

    private nint Aes128 { get; }

    private nint Aes192 { get; }

    private nint Aes256 { get; }

    /// <summary>The cipher for a key of this many bytes; 0 for none.</summary>
    public nint Aes(int keyBytes) => keyBytes switch { 16 => Aes128, 24 => Aes192, 32 => Aes256, _ => 0 };
}
