using System.Runtime.InteropServices;

namespace OtrMail.Ring;

/// <summary>
/// SHA-256 of libcrypto (OpenSSL 3), looked up once instead of for each hash. Source: the manual page EVP_DigestInit(3). Contexts are
/// wiped when they are freed.
/// </summary>
internal sealed unsafe class LibcryptoHash
{
    private LibcryptoHash(nint library)
    {
        var fetch = (delegate* unmanaged<nint, byte*, nint, nint>)NativeLibrary.GetExport(library, "EVP_MD_fetch");
        NewContext = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "EVP_MD_CTX_new");
        FreeContext = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "EVP_MD_CTX_free");
        Begin = (delegate* unmanaged<nint, nint, nint, int>)NativeLibrary.GetExport(library, "EVP_DigestInit_ex");
        Append = (delegate* unmanaged<nint, byte*, nint, int>)NativeLibrary.GetExport(library, "EVP_DigestUpdate");
        Finish = (delegate* unmanaged<nint, byte*, nint, int>)NativeLibrary.GetExport(library, "EVP_DigestFinal_ex");
        fixed (byte* name = "SHA256\0"u8)
            Algorithm = fetch(0, name, 0);
        if (Algorithm == 0)
            throw new EntryPointNotFoundException("SHA256");
    }

    /// <summary>The functions, or null where libcrypto cannot be used.</summary>
    public static LibcryptoHash? Instance { get; } = OperatingSystem.IsLinux() ? Libcrypto.TryLoad(library => new LibcryptoHash(library)) : null;

    /// <summary>SHA-256; lives as long as the process.</summary>
    public nint Algorithm { get; }

    public delegate* unmanaged<nint> NewContext { get; }

    /// <summary>Wipes and frees; takes null.</summary>
    public delegate* unmanaged<nint, void> FreeContext { get; }

    /// <summary>Context, algorithm, engine (null).</summary>
    public delegate* unmanaged<nint, nint, nint, int> Begin { get; }

    public delegate* unmanaged<nint, byte*, nint, int> Append { get; }

    /// <summary>Context, 32 bytes of output, its length (null: known).</summary>
    public delegate* unmanaged<nint, byte*, nint, int> Finish { get; }
}
