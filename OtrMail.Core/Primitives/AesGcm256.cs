using System.Security.Cryptography;
using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>
/// AES-256-GCM (NIST SP 800-38D) with a nonce of 12 bytes and a tag of 16, by libcrypto itself where it can be used, else by the base
/// class library.
/// </summary>
internal static unsafe class AesGcm256
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 32;

    /// <summary>Bytes of a nonce, which libcrypto takes when it is told nothing else.</summary>
    public const int NonceBytes = 12;

    /// <summary>Bytes of a tag.</summary>
    public const int TagBytes = 16;

    private const int GetTag = 0x10; // EVP_CTRL_AEAD_GET_TAG of openssl/evp.h
    private const int SetTag = 0x11; // EVP_CTRL_AEAD_SET_TAG

    /// <summary>Encrypts; ciphertext and plaintext have the same length.</summary>
    public static void Encrypt(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associated)
    {
        CheckLengths(key, nonce, tag, plaintext, ciphertext);
        if (LibcryptoCipher.Gcm256 == 0)
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Encrypt(nonce, plaintext, ciphertext, tag, associated);
            return;
        }

        nint context = LibcryptoCipher.NewContext();
        try
        {
            fixed (byte* place = tag)
            {
                if (!Run(context, null, key, nonce, plaintext, ciphertext, associated) || LibcryptoCipher.Control(context, GetTag, TagBytes, place) != 1)
                    throw Refusal();
            }
        }
        finally
        {
            LibcryptoCipher.FreeContext(context);
        }
    }

    /// <summary>Decrypts; false, with the plaintext zeroed, when the tag is wrong.</summary>
    public static bool TryDecrypt(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext,
        ReadOnlySpan<byte> associated)
    {
        CheckLengths(key, nonce, tag, ciphertext, plaintext);
        if (LibcryptoCipher.Gcm256 == 0)
            return TryDecryptElsewhere(key, nonce, ciphertext, tag, plaintext, associated);
        nint context = LibcryptoCipher.NewContext();
        try
        {
            fixed (byte* place = tag)
            {
                if (Run(context, place, key, nonce, ciphertext, plaintext, associated))
                    return true;
            }

            CryptographicOperations.ZeroMemory(plaintext);
            Libcrypto.ClearErrors();
            return false;
        }
        finally
        {
            LibcryptoCipher.FreeContext(context);
        }
    }

    private static bool TryDecryptElsewhere(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext,
        ReadOnlySpan<byte> associated)
    {
        try
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(nonce, ciphertext, tag, plaintext, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            CryptographicOperations.ZeroMemory(plaintext);
            return false;
        }
    }

    // with a tag to decrypt, without one to encrypt
    private static bool Run(
        nint context, byte* tag, ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> input,
        Span<byte> output, ReadOnlySpan<byte> associated)
    {
        byte none = 0;
        int written = 0;
        fixed (byte* keyBytes = key, nonceBytes = nonce, associatedBytes = associated, source = input, target = output)
        {
            return context != 0
                && LibcryptoCipher.Begin(context, LibcryptoCipher.Gcm256, 0, keyBytes, nonceBytes, tag is null ? 1 : 0) == 1
                && (tag is null || LibcryptoCipher.Control(context, SetTag, TagBytes, tag) == 1)
                && (associated.IsEmpty || LibcryptoCipher.Update(context, null, &written, associatedBytes, associated.Length) == 1)
                && (input.IsEmpty || (LibcryptoCipher.Update(context, target, &written, source, input.Length) == 1 && written == input.Length))
                && LibcryptoCipher.Finish(context, &none, &written) == 1 && written == 0;
        }
    }

    private static void CheckLengths(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> input, ReadOnlySpan<byte> output)
    {
        if (key.Length != KeyBytes || nonce.Length != NonceBytes || tag.Length != TagBytes || input.Length != output.Length)
            throw new ArgumentException("a key has 32 bytes, a nonce 12, a tag 16, and the output the length of the input");
    }

    private static CryptographicException Refusal()
    {
        Libcrypto.ClearErrors();
        return new CryptographicException("libcrypto refused to encrypt");
    }
}
