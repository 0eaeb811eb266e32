using System.Runtime.InteropServices;
using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>
/// AES of libcrypto (OpenSSL 3), each mode looked up once. Source: the manual page EVP_EncryptInit(3). Contexts, with the key schedule,
/// are wiped when they are freed.
/// </summary>
internal sealed unsafe class LibcryptoCipher
{
    private readonly delegate* unmanaged<nint, byte*, nint, nint> _fetch;

    private LibcryptoCipher(nint library)
    {
        _fetch = (delegate* unmanaged<nint, byte*, nint, nint>)NativeLibrary.GetExport(library, "EVP_CIPHER_fetch");
        NewContext = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "EVP_CIPHER_CTX_new");
        FreeContext = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "EVP_CIPHER_CTX_free");
        Begin = (delegate* unmanaged<nint, nint, nint, byte*, byte*, int, int>)NativeLibrary.GetExport(library, "EVP_CipherInit_ex");
        Update = (delegate* unmanaged<nint, byte*, int*, byte*, int, int>)NativeLibrary.GetExport(library, "EVP_CipherUpdate");
        Finish = (delegate* unmanaged<nint, byte*, int*, int>)NativeLibrary.GetExport(library, "EVP_CipherFinal_ex");
        Control = (delegate* unmanaged<nint, int, int, byte*, int>)NativeLibrary.GetExport(library, "EVP_CIPHER_CTX_ctrl");
        ClearErrors = (delegate* unmanaged<void>)NativeLibrary.GetExport(library, "ERR_clear_error");
        Gcm256 = Fetch("AES-256-GCM\0"u8);
        Counter256 = Fetch("AES-256-CTR\0"u8);
        Counter192 = Fetch("AES-192-CTR\0"u8);
        Counter128 = Fetch("AES-128-CTR\0"u8);
    }

    /// <summary>The functions, or null where libcrypto cannot be used.</summary>
    public static LibcryptoCipher? Instance { get; } =
        OperatingSystem.IsLinux() ? Libcrypto.TryLoad(library => new LibcryptoCipher(library)) : null;

    public nint Gcm256 { get; }

    public delegate* unmanaged<nint> NewContext { get; }

    /// <summary>Wipes and frees; takes null.</summary>
    public delegate* unmanaged<nint, void> FreeContext { get; }

    /// <summary>Context, algorithm, engine (null), key, nonce or counter, 1 to encrypt or 0.</summary>
    public delegate* unmanaged<nint, nint, nint, byte*, byte*, int, int> Begin { get; }

    /// <summary>Context, output (null: associated data), bytes written, input, its length.</summary>
    public delegate* unmanaged<nint, byte*, int*, byte*, int, int> Update { get; }

    /// <summary>Context, output, bytes written; 1 unless the tag is wrong.</summary>
    public delegate* unmanaged<nint, byte*, int*, int> Finish { get; }

    /// <summary>Context, what, a number, a place.</summary>
    public delegate* unmanaged<nint, int, int, byte*, int> Control { get; }

    public delegate* unmanaged<void> ClearErrors { get; }

    private nint Counter256 { get; }

    private nint Counter192 { get; }

    private nint Counter128 { get; }

    /// <summary>Counter mode for a key of this many bytes; 0 for none.</summary>
    public nint CounterMode(int keyBytes) => keyBytes switch { 16 => Counter128, 24 => Counter192, 32 => Counter256, _ => 0 };

    private nint Fetch(ReadOnlySpan<byte> name)
    {
        fixed (byte* text = name)
        {
            nint cipher = _fetch(0, text, 0);
            return cipher != 0 ? cipher : throw new EntryPointNotFoundException("AES");
        }
    }
}
