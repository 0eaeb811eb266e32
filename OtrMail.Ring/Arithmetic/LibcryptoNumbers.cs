using System.Runtime.InteropServices;

namespace OtrMail.Ring.Arithmetic;

/// <summary>The functions on big numbers of libcrypto. Source: the manual pages BN_*(3).</summary>
internal static unsafe partial class LibcryptoNumbers
{
    /// <summary>Room for an operation's own numbers, which are wiped with it.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "BN_CTX_new")]
    public static partial nint NewScratch();

    /// <summary>Frees and wipes; takes null.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "BN_CTX_free")]
    public static partial void FreeScratch(nint scratch);

    [LibraryImport(Libcrypto.Name, EntryPoint = "BN_new")]
    public static partial nint NewNumber();

    /// <summary>Into a number that is there, or a new one for null.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "BN_bin2bn")]
    public static partial nint FromBytes(byte* bytes, int length, nint number);

    /// <summary>As <see cref="FromBytes"/>.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "BN_lebin2bn")]
    public static partial nint FromLittleEndian(byte* bytes, int length, nint number);

    /// <summary>With zeros on the right.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "BN_bn2lebinpad")]
    public static partial int ToLittleEndian(nint number, byte* bytes, int length);

    /// <summary>Big-endian, with zeros on the left, in time that depends on the length alone.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "BN_bn2binpad")]
    public static partial int ToBytes(nint number, byte* bytes, int length);

    /// <summary>Frees and wipes; takes null.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "BN_clear_free")]
    public static partial void WipeNumber(nint number);

    [LibraryImport(Libcrypto.Name, EntryPoint = "BN_MONT_CTX_new")]
    public static partial nint NewMontgomery();

    [LibraryImport(Libcrypto.Name, EntryPoint = "BN_MONT_CTX_set")]
    public static partial int SetMontgomery(nint montgomery, nint modulus, nint scratch);

    /// <summary>result = number · R.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "BN_to_montgomery")]
    public static partial int ToMontgomery(nint result, nint number, nint montgomery, nint scratch);

    /// <summary>result = a · b / R.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "BN_mod_mul_montgomery")]
    public static partial int MontgomeryProduct(nint result, nint a, nint b, nint montgomery, nint scratch);

    /// <summary>result = number^exponent mod modulus, with the modulus's Montgomery constants; constant-time in the exponent.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "BN_mod_exp_mont_consttime")]
    public static partial int SecretPower(nint result, nint number, nint exponent, nint modulus, nint scratch, nint montgomery);

    /// <summary>result = number^exponent mod modulus; its time depends on all of them.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "BN_mod_exp")]
    public static partial int PublicPower(nint result, nint number, nint exponent, nint modulus, nint scratch);

    /// <summary>Frees what is public; takes null.</summary>
    [LibraryImport(Libcrypto.Name, EntryPoint = "BN_free")]
    public static partial void FreeNumber(nint number);
}
