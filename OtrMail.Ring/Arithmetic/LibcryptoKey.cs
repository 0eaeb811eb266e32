using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace OtrMail.Ring.Arithmetic;

/// <summary>
/// A private key as libcrypto's own RSA object, which wipes its numbers when it is freed. It is made of the numbers
/// themselves, not read from an encoding: libcrypto's decoders leave a copy of the encoding in memory that they free.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LibcryptoKey : IDisposable
{
    private nint _key;

    private LibcryptoKey()
    {
        _key = LibcryptoRsa.NewKey();
        if (_key == 0)
            throw Refusal();
    }

    /// <summary>The object; zero once it is wiped.</summary>
    public nint Handle => _key;

    /// <summary>A key of these numbers, which are copied.</summary>
    /// <exception cref="CryptographicException">libcrypto refused.</exception>
    public static LibcryptoKey Import(RsaComponents numbers)
    {
        var key = new LibcryptoKey();
        // the object takes the numbers over, all of a call or none
        bool isWhole = key.Give(&LibcryptoRsa.SetKey, numbers.Modulus, [1, 0, 1], numbers.D)
            && key.Give(&LibcryptoRsa.SetFactors, numbers.P, numbers.Q)
            && key.Give(&LibcryptoRsa.SetCrtNumbers, numbers.Dp, numbers.Dq, numbers.QInverse);
        if (isWhole)
            return key;
        key.Dispose();
        throw Refusal();
    }

    /// <summary>A fresh key with the exponent 65537, from libcrypto's own randomness.</summary>
    /// <exception cref="CryptographicException">libcrypto refused.</exception>
    public static LibcryptoKey Generate(int bits)
    {
        var key = new LibcryptoKey();
        nint exponent = Number([1, 0, 1]);
        bool isMade = exponent != 0 && LibcryptoRsa.GenerateKey(key._key, bits, exponent, 0) == 1;
        LibcryptoNumbers.WipeNumber(exponent);
        if (isMade)
            return key;
        key.Dispose();
        throw Refusal();
    }

    /// <summary>Its numbers, written one behind the other into <paramref name="room"/> (the caller's to wipe).</summary>
    /// <exception cref="CryptographicException">libcrypto refused.</exception>
    public RsaComponents Numbers(Span<byte> room)
    {
        ReadOnlySpan<byte> n = Take(&LibcryptoRsa.Modulus, ref room);
        ReadOnlySpan<byte> p = Take(&LibcryptoRsa.FirstPrime, ref room);
        ReadOnlySpan<byte> q = Take(&LibcryptoRsa.SecondPrime, ref room);
        ReadOnlySpan<byte> d = Take(&LibcryptoRsa.PrivateExponent, ref room);
        ReadOnlySpan<byte> dp = Take(&LibcryptoRsa.FirstCrtExponent, ref room);
        ReadOnlySpan<byte> dq = Take(&LibcryptoRsa.SecondCrtExponent, ref room);
        ReadOnlySpan<byte> inverse = Take(&LibcryptoRsa.CrtCoefficient, ref room);
        return new RsaComponents { Modulus = n, P = p, Q = q, D = d, Dp = dp, Dq = dq, QInverse = inverse };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        LibcryptoRsa.FreeKey(Interlocked.Exchange(ref _key, 0));
        GC.SuppressFinalize(this);
    }

    ~LibcryptoKey() => LibcryptoRsa.FreeKey(_key);

    private ReadOnlySpan<byte> Take(delegate*<nint, nint> part, scoped ref Span<byte> room)
    {
        Span<byte> padded = room[..RsaLimits.MaxBytes];
        fixed (byte* target = padded)
        {
            if (LibcryptoNumbers.ToBytes(part(_key), target, padded.Length) != padded.Length)
                throw Refusal();
        }

        room = room[RsaLimits.MaxBytes..];
        return padded.TrimStart((byte)0);
    }

    private bool Give(delegate*<nint, nint, nint, int> give, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        (nint one, nint two) = (Number(first), Number(second));
        if (one != 0 && two != 0 && give(_key, one, two) == 1)
            return true;
        LibcryptoNumbers.WipeNumber(one);
        LibcryptoNumbers.WipeNumber(two);
        return false;
    }

    private bool Give(
        delegate*<nint, nint, nint, nint, int> give,
        ReadOnlySpan<byte> first,
        ReadOnlySpan<byte> second,
        ReadOnlySpan<byte> third)
    {
        (nint one, nint two, nint three) = (Number(first), Number(second), Number(third));
        if (one != 0 && two != 0 && three != 0 && give(_key, one, two, three) == 1)
            return true;
        LibcryptoNumbers.WipeNumber(one);
        LibcryptoNumbers.WipeNumber(two);
        LibcryptoNumbers.WipeNumber(three);
        return false;
    }

    private static nint Number(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* source = bytes)
            return LibcryptoNumbers.FromBytes(source, bytes.Length, 0);
    }

    private static CryptographicException Refusal()
    {
        Libcrypto.ClearErrors();
        return new CryptographicException("libcrypto refused the RSA key");
    }
}
