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
    private readonly LibcryptoFunctions _functions;
    private nint _key;

    private LibcryptoKey(LibcryptoFunctions functions)
    {
        _functions = functions;
        _key = functions.NewKey();
        if (_key == 0)
            throw Refusal();
    }

    /// <summary>The object; zero once it is wiped.</summary>
    public nint Handle => _key;

    /// <summary>A key of these numbers, which are copied.</summary>
    /// <exception cref="CryptographicException">libcrypto refused.</exception>
    public static LibcryptoKey Import(LibcryptoFunctions functions, RsaComponents numbers)
    {
        var key = new LibcryptoKey(functions);
        // the object takes the numbers over, all of a call or none
        bool isWhole = key.Give(functions.SetKey, numbers.Modulus, [1, 0, 1], numbers.D)
            && key.Give(functions.SetFactors, numbers.P, numbers.Q)
            && key.Give(functions.SetCrtNumbers, numbers.Dp, numbers.Dq, numbers.QInverse);
        if (isWhole)
            return key;
        key.Dispose();
        throw key.Refusal();
    }

    /// <summary>A fresh key with the exponent 65537, from libcrypto's own randomness.</summary>
    /// <exception cref="CryptographicException">libcrypto refused.</exception>
    public static LibcryptoKey Generate(LibcryptoFunctions functions, int bits)
    {
        var key = new LibcryptoKey(functions);
        nint exponent = key.Number([1, 0, 1]);
        bool isMade = exponent != 0 && functions.GenerateKey(key._key, bits, exponent, 0) == 1;
        functions.WipeNumber(exponent);
        if (isMade)
            return key;
        key.Dispose();
        throw key.Refusal();
    }

    /// <summary>Its numbers, written one behind the other into <paramref name="room"/> (the caller's to wipe).</summary>
    /// <exception cref="CryptographicException">libcrypto refused.</exception>
    public RsaComponents Numbers(Span<byte> room)
    {
        ReadOnlySpan<byte> n = Take(_functions.Modulus, ref room);
        ReadOnlySpan<byte> p = Take(_functions.FirstPrime, ref room);
        ReadOnlySpan<byte> q = Take(_functions.SecondPrime, ref room);
        ReadOnlySpan<byte> d = Take(_functions.PrivateExponent, ref room);
        ReadOnlySpan<byte> dp = Take(_functions.FirstCrtExponent, ref room);
        ReadOnlySpan<byte> dq = Take(_functions.SecondCrtExponent, ref room);
        ReadOnlySpan<byte> inverse = Take(_functions.CrtCoefficient, ref room);
        return new RsaComponents { Modulus = n, P = p, Q = q, D = d, Dp = dp, Dq = dq, QInverse = inverse };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _functions.FreeKey(Interlocked.Exchange(ref _key, 0));
        GC.SuppressFinalize(this);
    }

    ~LibcryptoKey() => _functions.FreeKey(_key);

    private ReadOnlySpan<byte> Take(delegate* unmanaged<nint, nint> part, scoped ref Span<byte> room)
    {
        Span<byte> padded = room[..RsaLimits.MaxBytes];
        fixed (byte* target = padded)
        {
            if (_functions.ToBytes(part(_key), target, padded.Length) != padded.Length)
                throw Refusal();
        }

        room = room[RsaLimits.MaxBytes..];
        return padded.TrimStart((byte)0);
    }

    private bool Give(delegate* unmanaged<nint, nint, nint, int> give, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        (nint one, nint two) = (Number(first), Number(second));
        if (one != 0 && two != 0 && give(_key, one, two) == 1)
            return true;
        _functions.WipeNumber(one);
        _functions.WipeNumber(two);
        return false;
    }

    private bool Give(
        delegate* unmanaged<nint, nint, nint, nint, int> give,
        ReadOnlySpan<byte> first,
        ReadOnlySpan<byte> second,
        ReadOnlySpan<byte> third)
    {
        (nint one, nint two, nint three) = (Number(first), Number(second), Number(third));
        if (one != 0 && two != 0 && three != 0 && give(_key, one, two, three) == 1)
            return true;
        _functions.WipeNumber(one);
        _functions.WipeNumber(two);
        _functions.WipeNumber(three);
        return false;
    }

    private nint Number(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* source = bytes)
            return _functions.FromBytes(source, bytes.Length, 0);
    }

    private CryptographicException Refusal()
    {
        _functions.ClearErrors();
        return new CryptographicException("libcrypto refused the RSA key");
    }
}
