using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using OtrMail.Ring.Arithmetic;

namespace OtrMail.Ring;

/// <summary>
/// An RSA private key (RFC 8017, section 3.2). Its bytes live in one pinned buffer, which the garbage collector never
/// copies and <see cref="Dispose"/> overwrites; <see cref="ToString"/> prints nothing of it. May be used by several
/// threads at once.
/// </summary>
public sealed class RsaPrivateKey : IDisposable
{
    private readonly byte[] _encoded;
    private readonly IRawRsa _raw;
    private int _disposed;

    private RsaPrivateKey(RsaPublicKey publicKey, byte[] encoded, IRawRsa raw)
    {
        PublicKey = publicKey;
        _encoded = encoded;
        _raw = raw;
    }

    /// <summary>The public half; it stays usable after <see cref="Dispose"/>.</summary>
    public RsaPublicKey PublicKey { get; }

    /// <summary>The buffer with the secrets, for the test that reads it after the wipe.</summary>
    internal byte[] SecretBuffer => _encoded;

    /// <summary>
    /// Makes a new key with the platform's generator: about half a second at 3072 bits. The randomness is the
    /// platform's own, since no platform lets one give it.
    /// </summary>
    /// <param name="bits">Length of the modulus: 2048 to 4096, a multiple of 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another length.</exception>
    public static RsaPrivateKey Generate(int bits)
    {
        if (bits is < RsaLimits.MinBits or > RsaLimits.MaxBits || bits % 8 != 0)
            throw new ArgumentOutOfRangeException(nameof(bits), bits, "2048 to 4096 bits, a multiple of 8");
        byte[] der = GC.AllocateArray<byte>(8 * RsaLimits.MaxBytes, pinned: true);
        try
        {
            if (OperatingSystem.IsLinux() && RsaBackend.Default is LibcryptoRsaBackend libcrypto)
            {
                return Create(LibcryptoRsaBackend.Generate(bits, der), libcrypto)
                    ?? throw new CryptographicException("libcrypto made an RSA key that does not work");
            }

            using var rsa = RSA.Create(bits);
            if (!rsa.TryExportRSAPrivateKey(der, out int length))
                throw new CryptographicException("the platform's RSA key is too long");
            return Create(Pkcs1.DecodePrivate(der.AsSpan(0, length)), RsaBackend.Default)
                ?? throw new CryptographicException("the platform made an RSA key that does not work");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>
    /// Reads what <see cref="Export"/> wrote, strictly: what is accepted is exported again as the very same bytes.
    /// Refused, with false: anything after the end, leading zeros, a modulus that
    /// <see cref="RsaPublicKey.TryImport(ReadOnlySpan{byte}, out RsaPublicKey?)"/> refuses, numbers that do not belong
    /// together (looked at in fixed time), a key whose private operation the public one does not undo.
    /// </summary>
    public static bool TryImport(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out RsaPrivateKey? key) =>
        TryImport(encoded, RsaBackend.Default, out key);

    /// <summary>
    /// Rebuilds a key whose prime has been published, so that anybody can sign with it from then on.
    /// </summary>
    /// <param name="key">The key to which the prime is said to belong.</param>
    /// <param name="prime">Big-endian without leading zeros; may come from anybody.</param>
    /// <returns>The key, or null when the number is no factor of the modulus or no working key follows from it.</returns>
    public static RsaPrivateKey? FromPrime(RsaPublicKey key, ReadOnlySpan<byte> prime) =>
        FromPrime(key, prime, RsaBackend.Default);

    /// <summary>
    /// The key as bytes: version 1 (one byte), then n, p, q, d, d mod p − 1, d mod q − 1, q⁻¹ mod p, each as four bytes
    /// of length and the number, big-endian without leading zeros. About 4.5 times the modulus: 1.8 KB at 3072 bits. A
    /// secret: the caller wipes it.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The key is wiped.</exception>
    public byte[] Export()
    {
        ThrowIfDisposed();
        byte[] copy = GC.AllocateUninitializedArray<byte>(_encoded.Length, pinned: true);
        _encoded.CopyTo(copy, 0);
        return copy;
    }

    /// <summary>
    /// The smaller prime, big-endian without leading zeros: all that has to be published for everybody to have the key
    /// (<see cref="FromPrime(RsaPublicKey, ReadOnlySpan{byte})"/>). A secret until then.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The key is wiped.</exception>
    public byte[] ExportPrime()
    {
        ThrowIfDisposed();
        _ = RsaComponents.TryDecode(_encoded, out RsaComponents key);
        bool firstIsSmaller = key.P.Length != key.Q.Length ? key.P.Length < key.Q.Length : IsBelow(key.P, key.Q);
        ReadOnlySpan<byte> smaller = firstIsSmaller ? key.P : key.Q;
        byte[] copy = GC.AllocateUninitializedArray<byte>(smaller.Length, pinned: true);
        smaller.CopyTo(copy);
        return copy;
    }

    /// <summary>
    /// Makes an RSASSA-PSS signature (RFC 8017, section 8.1.1) with SHA-256, MGF1 with SHA-256 and 32 bytes of fresh
    /// salt; as long as the modulus.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The key is wiped.</exception>
    /// <exception cref="CryptographicException">The private operation gave a wrong result; nothing left the key.</exception>
    public byte[] SignPss(ReadOnlySpan<byte> message) => SignPss(message, SystemRandomSource.Instance);

    /// <summary>The same with the salt from <paramref name="random"/>.</summary>
    /// <exception cref="ObjectDisposedException">The key is wiped.</exception>
    /// <exception cref="CryptographicException">The private operation gave a wrong result; nothing left the key.</exception>
    public byte[] SignPss(ReadOnlySpan<byte> message, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ThrowIfDisposed();
        Span<byte> salt = stackalloc byte[RsaLimits.PssSaltBytes];
        random.Fill(salt);
        Span<byte> block = stackalloc byte[PublicKey.Modulus.Length];
        PssEncoding.Encode(message, salt, block, PublicKey.Bits - 1);
        byte[] signature = new byte[block.Length];
        Apply(block, signature);
        return signature;
    }

    /// <summary>Overwrites the secrets. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        CryptographicOperations.ZeroMemory(_encoded);
        _raw.Dispose();
    }

    /// <summary>Only the name of the type.</summary>
    public override string ToString() => nameof(RsaPrivateKey);

    internal static bool TryImport(ReadOnlySpan<byte> encoded, IRsaBackend backend, [NotNullWhen(true)] out RsaPrivateKey? key)
    {
        key = RsaComponents.TryDecode(encoded, out RsaComponents components) ? Create(components, backend) : null;
        return key is not null;
    }

    internal static RsaPrivateKey? FromPrime(RsaPublicKey key, ReadOnlySpan<byte> prime, IRsaBackend backend)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (prime.IsEmpty || prime.Length > key.Modulus.Length || prime[0] == 0)
            return null;

        // published, hence no secret: variable time is harmless here, and here alone
        return PublishedKey.TryRebuild(key.Modulus, prime, out byte[]? encoded) && TryImport(encoded, backend, out RsaPrivateKey? rebuilt)
            ? rebuilt
            : null;
    }

    /// <summary>
    /// output = input^d mod n; both as long as the modulus, the input below it. The result is raised to e again and
    /// compared before it is given out: a wrong half of the Chinese remainder theorem would reveal a prime (Boneh,
    /// DeMillo, Lipton 1997).
    /// </summary>
    /// <exception cref="CryptographicException">It did not compare.</exception>
    internal void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        ThrowIfDisposed();
        Span<byte> check = stackalloc byte[input.Length];
        bool right = false;
        try
        {
            _raw.Apply(input, output);
            PublicKey.Apply(output, check);
            right = CryptographicOperations.FixedTimeEquals(input, check);
        }
        finally
        {
            if (!right)
                CryptographicOperations.ZeroMemory(output);
        }

        if (!right)
            throw new CryptographicException("the RSA private operation gave a wrong result");
    }

    private static RsaPrivateKey? Create(RsaComponents components, IRsaBackend backend)
    {
        if (!RsaPublicKey.TryImport(components.Modulus, backend, out RsaPublicKey? publicKey)
            || !RsaKeyCheck.IsConsistent(components))
            return null;
        byte[] encoded = SecretMemory.Allocate(components.EncodedLength);
        components.Encode(encoded);
        RsaPrivateKey? key = null;
        bool works = false;
        try
        {
            key = new RsaPrivateKey(publicKey, encoded, backend.CreatePrivate(components));
            works = key.Works();
        }
        catch (CryptographicException)
        {
            // the backend refuses it, or the trial failed
        }
        finally
        {
            if (!works)
            {
                key?.Dispose();
                CryptographicOperations.ZeroMemory(encoded);
            }
        }

        return works ? key : null;
    }

    // Shows what the equations do not, that p and q are primes: with composite ones the trial fails (almost) surely.
    private bool Works()
    {
        Span<byte> trial = stackalloc byte[PublicKey.Modulus.Length];
        Span<byte> result = stackalloc byte[trial.Length];
        RingHash.Expand("OTR-Mail RSA trial v1\0"u8, PublicKey.Modulus, trial);
        trial[0] = 0; // below the modulus, whose first byte is not zero
        Apply(trial, result);
        return true;
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);

    // fixed time, for two numbers of the same length
    private static bool IsBelow(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int borrow = 0;
        for (int i = a.Length - 1; i >= 0; i--)
            borrow = ((a[i] - b[i] - borrow) >> 31) & 1;
        return borrow == 1;
    }
}
