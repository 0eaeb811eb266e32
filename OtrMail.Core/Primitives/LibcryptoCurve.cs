using System.Runtime.InteropServices;
using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>
/// The functions on raw keys of libcrypto (OpenSSL 1.1.1 or later). Source: the manual pages EVP_PKEY_new(3),
/// EVP_PKEY_CTX_new(3) and EVP_PKEY_derive(3).
/// </summary>
internal sealed unsafe class LibcryptoCurve
{
    private LibcryptoCurve(nint library)
    {
        NewPrivateKey = (delegate* unmanaged<int, nint, byte*, nint, nint>)NativeLibrary.GetExport(library, "EVP_PKEY_new_raw_private_key");
        NewPublicKey = (delegate* unmanaged<int, nint, byte*, nint, nint>)NativeLibrary.GetExport(library, "EVP_PKEY_new_raw_public_key");
        PublicKey = (delegate* unmanaged<nint, byte*, nint*, int>)NativeLibrary.GetExport(library, "EVP_PKEY_get_raw_public_key");
        FreeKey = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "EVP_PKEY_free");
        NewContext = (delegate* unmanaged<nint, nint, nint>)NativeLibrary.GetExport(library, "EVP_PKEY_CTX_new");
        FreeContext = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "EVP_PKEY_CTX_free");
        BeginAgreement = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "EVP_PKEY_derive_init");
        SetPeer = (delegate* unmanaged<nint, nint, int>)NativeLibrary.GetExport(library, "EVP_PKEY_derive_set_peer");
        Agree = (delegate* unmanaged<nint, byte*, nint*, int>)NativeLibrary.GetExport(library, "EVP_PKEY_derive");
        ClearErrors = (delegate* unmanaged<void>)NativeLibrary.GetExport(library, "ERR_clear_error");
    }

    /// <summary>Algorithm, engine (null), bytes, length; the bytes are copied.</summary>
    public delegate* unmanaged<int, nint, byte*, nint, nint> NewPrivateKey { get; }

    /// <summary>Algorithm, engine (null), bytes, length; the bytes are copied.</summary>
    public delegate* unmanaged<int, nint, byte*, nint, nint> NewPublicKey { get; }

    /// <summary>Key, output, its length before and after.</summary>
    public delegate* unmanaged<nint, byte*, nint*, int> PublicKey { get; }

    /// <summary>Frees, and wipes what is private; takes null.</summary>
    public delegate* unmanaged<nint, void> FreeKey { get; }

    /// <summary>Key, engine (null); the context holds the key until it is freed.</summary>
    public delegate* unmanaged<nint, nint, nint> NewContext { get; }

    /// <summary>Takes null.</summary>
    public delegate* unmanaged<nint, void> FreeContext { get; }

    public delegate* unmanaged<nint, int> BeginAgreement { get; }

    public delegate* unmanaged<nint, nint, int> SetPeer { get; }

    /// <summary>Context, output, its length before and after.</summary>
    public delegate* unmanaged<nint, byte*, nint*, int> Agree { get; }

    public delegate* unmanaged<void> ClearErrors { get; }

    /// <summary>The functions, or null where no libcrypto can be found.</summary>
    public static LibcryptoCurve? TryLoad() => Libcrypto.TryLoad(library => new LibcryptoCurve(library));
}
