using System.Runtime.InteropServices;
using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>
/// AES of libcrypto (OpenSSL 3), each mode looked up once. Source: the manual page EVP_EncryptInit(3). Contexts, with the key schedule,
/// are wiped when they are freed.
/// </summary>
internal static unsafe partial class LibcryptoCipher
{
    private static readonly nint Counter256 = Fetch("AES-256-CTR\0"u8);
    private static readonly nint Counter192 = Fetch("AES-192-CTR\0"u8);
    private static readonly nint Counter128 = Fetch("AES-128-CTR\0"u8);

    /// <summary>AES-256-GCM; 0 where libcrypto cannot be used.</summary>
    public static nint Gcm256 { get; } = Fetch("AES-256-GCM\0"u8);

    /// <summary>Counter mode for a key of this many bytes; 0 for none.</summary>
    public static nint CounterMode(int keyBytes) => keyBytes switch { 16 => Counter128, 24 => Counter192, 32 => Counter256, _ => 0 };

    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_CIPHER_CTX_new")]
    public static partial nint NewContext();

    /// <summary>Wipes and frees; takes null.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_CIPHER_CTX_free")]
    public static partial void FreeContext(nint context);

    /// <summary>1 to encrypt, 0 to decrypt; the engine is null.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_CipherInit_ex")]
    public static partial int Begin(nint context, nint algorithm, nint engine, byte* key, byte* nonceOrCounter, int isEncrypting);

    /// <summary>Without an output the input is associated data.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_CipherUpdate")]
    public static partial int Update(nint context, byte* output, int* written, byte* input, int length);

    /// <summary>1 unless the tag is wrong.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_CipherFinal_ex")]
    public static partial int Finish(nint context, byte* output, int* written);

    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_CIPHER_CTX_ctrl")]
    public static partial int Control(nint context, int what, int number, byte* place);

    private static nint Fetch(ReadOnlySpan<byte> name)
    {
        if (!LibcryptoImports.AreUsable)
            return 0;
        fixed (byte* text = name)
            return Fetch(LibcryptoAlgorithms.Context, text, null);
    }

    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_CIPHER_fetch")]
    private static partial nint Fetch(nint context, byte* name, byte* properties);
}
