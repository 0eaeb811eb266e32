using System.Runtime.InteropServices;
using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>
/// The functions on raw keys of libcrypto. Source: the manual pages EVP_PKEY_new(3), EVP_PKEY_CTX_new(3) and EVP_PKEY_derive(3).
/// </summary>
internal static unsafe partial class LibcryptoCurve
{
    /// <summary>The bytes are copied; the properties are null.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_PKEY_new_raw_private_key_ex")]
    public static partial nint NewPrivateKey(nint context, byte* algorithm, byte* properties, byte* bytes, nint length);

    /// <summary>The bytes are copied; the properties are null.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_PKEY_new_raw_public_key_ex")]
    public static partial nint NewPublicKey(nint context, byte* algorithm, byte* properties, byte* bytes, nint length);

    /// <summary>Takes the length that there is, and says the one that it is.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_PKEY_get_raw_public_key")]
    public static partial int PublicKey(nint key, byte* bytes, nint* length);

    /// <summary>Frees, and wipes what is private; takes null.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_PKEY_free")]
    public static partial void FreeKey(nint key);

    /// <summary>An operation's context, which holds the key until it is freed; the properties are null.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_PKEY_CTX_new_from_pkey")]
    public static partial nint NewOperation(nint context, nint key, byte* properties);

    /// <summary>Takes null.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_PKEY_CTX_free")]
    public static partial void FreeOperation(nint operation);

    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_PKEY_derive_init")]
    public static partial int BeginAgreement(nint operation);

    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_PKEY_derive_set_peer")]
    public static partial int SetPeer(nint operation, nint peer);

    /// <summary>Takes the length that there is, and says the one that it is.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "EVP_PKEY_derive")]
    public static partial int Agree(nint operation, byte* shared, nint* length);
}
