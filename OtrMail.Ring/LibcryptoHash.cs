using System.Runtime.InteropServices;

namespace OtrMail.Ring;

/// <summary>
/// SHA-256 of libcrypto (OpenSSL 3), looked up once instead of for each hash. Source: the manual page EVP_DigestInit(3). Contexts are
/// wiped when they are freed.
/// </summary>
internal static unsafe partial class LibcryptoHash
{
    /// <summary>SHA-256; lives as long as the process. Zero where libcrypto cannot be used.</summary>
    public static nint Algorithm { get; } = Libcrypto.IsUsable ? FetchSha256() : 0;

    /// <summary>Whether it can be used.</summary>
    public static bool IsUsable => Algorithm != 0;

    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_MD_CTX_new")]
    public static partial nint NewContext();

    /// <summary>Wipes and frees; takes null.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_MD_CTX_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_DigestInit_ex")]
    public static partial int Begin(nint context, nint algorithm, nint engine);

    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_DigestUpdate")]
    public static partial int Append(nint context, byte* bytes, nint length);

    /// <summary>32 bytes of output; their length may be null: it is known.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_DigestFinal_ex")]
    public static partial int Finish(nint context, byte* hash, uint* length);

    private static nint FetchSha256()
    {
        fixed (byte* name = "SHA256\0"u8)
            return Fetch(LibcryptoAlgorithms.Context, name, null);
    }

    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_MD_fetch")]
    private static partial nint Fetch(nint context, byte* name, byte* properties);
}
