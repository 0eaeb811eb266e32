using System.Runtime.InteropServices;
using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>The functions on big numbers of libcrypto (OpenSSL 1.1 or 3). Source: the manual pages BN_*(3).</summary>
internal sealed unsafe class LibcryptoNumbers
{
    private LibcryptoNumbers(nint library)
    {
        NewScratch = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "BN_CTX_new");
        FreeScratch = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "BN_CTX_free");
        NewNumber = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "BN_new");
        FromLittleEndian = (delegate* unmanaged<byte*, int, nint, nint>)NativeLibrary.GetExport(library, "BN_lebin2bn");
        ToLittleEndian = (delegate* unmanaged<nint, byte*, int, int>)NativeLibrary.GetExport(library, "BN_bn2lebinpad");
        FromBytes = (delegate* unmanaged<byte*, int, nint, nint>)NativeLibrary.GetExport(library, "BN_bin2bn");
        ToBytes = (delegate* unmanaged<nint, byte*, int, int>)NativeLibrary.GetExport(library, "BN_bn2binpad");
        WipeNumber = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "BN_clear_free");
        NewMontgomery = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "BN_MONT_CTX_new");
        SetMontgomery = (delegate* unmanaged<nint, nint, nint, int>)NativeLibrary.GetExport(library, "BN_MONT_CTX_set");
        ToMontgomery = (delegate* unmanaged<nint, nint, nint, nint, int>)NativeLibrary.GetExport(library, "BN_to_montgomery");
        MontgomeryProduct = (delegate* unmanaged<nint, nint, nint, nint, nint, int>)NativeLibrary.GetExport(library, "BN_mod_mul_montgomery");
        SecretPower = (delegate* unmanaged<nint, nint, nint, nint, nint, nint, int>)NativeLibrary.GetExport(library, "BN_mod_exp_mont_consttime");
        ClearErrors = (delegate* unmanaged<void>)NativeLibrary.GetExport(library, "ERR_clear_error");
    }

    /// <summary>Room for an operation's own numbers, which are wiped with it.</summary>
    public delegate* unmanaged<nint> NewScratch { get; }

    /// <summary>Frees and wipes; takes null.</summary>
    public delegate* unmanaged<nint, void> FreeScratch { get; }

    public delegate* unmanaged<nint> NewNumber { get; }

    /// <summary>Into a number that is there, or a new one for null.</summary>
    public delegate* unmanaged<byte*, int, nint, nint> FromBytes { get; }

    /// <summary>As <see cref="FromBytes"/>.</summary>
    public delegate* unmanaged<byte*, int, nint, nint> FromLittleEndian { get; }

    /// <summary>With zeros on the right.</summary>
    public delegate* unmanaged<nint, byte*, int, int> ToLittleEndian { get; }

    /// <summary>Big-endian, with zeros on the left, in time that depends on the length alone.</summary>
    public delegate* unmanaged<nint, byte*, int, int> ToBytes { get; }

    /// <summary>Frees and wipes; takes null.</summary>
    public delegate* unmanaged<nint, void> WipeNumber { get; }

    public delegate* unmanaged<nint> NewMontgomery { get; }

    public delegate* unmanaged<nint, nint, nint, int> SetMontgomery { get; }

    /// <summary>result = number · R.</summary>
    public delegate* unmanaged<nint, nint, nint, nint, int> ToMontgomery { get; }

    /// <summary>result = a · b / R.</summary>
    public delegate* unmanaged<nint, nint, nint, nint, nint, int> MontgomeryProduct { get; }

    /// <summary>result = base^exponent mod modulus, with the modulus's Montgomery constants; constant-time in the exponent.</summary>
    public delegate* unmanaged<nint, nint, nint, nint, nint, nint, int> SecretPower { get; }

    public delegate* unmanaged<void> ClearErrors { get; }

    /// <summary>The functions, or null where no libcrypto can be found.</summary>
    public static LibcryptoNumbers? TryLoad() => Libcrypto.TryLoad(library => new LibcryptoNumbers(library));
}
