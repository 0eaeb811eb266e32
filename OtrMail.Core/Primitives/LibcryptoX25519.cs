using System.Security.Cryptography;
using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>
/// X25519 by libcrypto, whose key objects live for one operation and wipe the private key when they are freed, as its
/// functions wipe the clamped scalar. Source: EVP_PKEY_new(3), EVP_PKEY_derive(3), EVP_PKEY-X25519(7).
/// </summary>
internal sealed unsafe class LibcryptoX25519 : IX25519Backend
{
    private LibcryptoX25519()
    {
    }

    /// <summary>The backend, or null where libcrypto cannot be used: there is none, or it was built without X25519.</summary>
    public static LibcryptoX25519? TryCreate()
    {
        if (!LibcryptoImports.AreUsable)
            return null;
        nint key = Key(&LibcryptoCurve.NewPrivateKey, new byte[X25519.KeyBytes]);
        LibcryptoCurve.FreeKey(key);
        Libcrypto.ClearErrors();
        return key == 0 ? null : new LibcryptoX25519();
    }

    public void PublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        nint key = Key(&LibcryptoCurve.NewPrivateKey, privateKey);
        bool isDone = key != 0 && Write(&LibcryptoCurve.PublicKey, key, publicKey);
        LibcryptoCurve.FreeKey(key);
        SecretMemory.WipeStack();
        if (!isDone)
            throw Refusal();
    }

    public bool TryAgree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, Span<byte> shared)
    {
        if (X25519.IsSmallOrder(publicKey))
            return false; // libcrypto refuses zero too, and says no more than that something failed
        nint own = Key(&LibcryptoCurve.NewPrivateKey, privateKey);
        nint peer = Key(&LibcryptoCurve.NewPublicKey, publicKey);
        nint operation = own == 0 ? 0 : LibcryptoCurve.NewOperation(LibcryptoAlgorithms.Context, own, null);
        bool isDone = operation != 0 && peer != 0
            && LibcryptoCurve.BeginAgreement(operation) == 1
            && LibcryptoCurve.SetPeer(operation, peer) == 1
            && Write(&LibcryptoCurve.Agree, operation, shared);
        LibcryptoCurve.FreeOperation(operation);
        LibcryptoCurve.FreeKey(peer);
        LibcryptoCurve.FreeKey(own);
        SecretMemory.WipeStack();
        return isDone ? true : throw Refusal();
    }

    private static nint Key(delegate*<nint, byte*, byte*, byte*, nint, nint> make, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* name = "X25519\0"u8, source = bytes)
            return make(LibcryptoAlgorithms.Context, name, null, source, bytes.Length);
    }

    private static bool Write(delegate*<nint, byte*, nint*, int> write, nint from, Span<byte> result)
    {
        nint length = result.Length;
        fixed (byte* target = result)
            return write(from, target, &length) == 1 && length == result.Length;
    }

    private static CryptographicException Refusal()
    {
        Libcrypto.ClearErrors();
        return new CryptographicException("libcrypto refused the X25519 operation");
    }
}
