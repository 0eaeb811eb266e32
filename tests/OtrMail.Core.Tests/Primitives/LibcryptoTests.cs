using System.Security.Cryptography;
using OtrMail.Core.Primitives;
using OtrMail.Core.Tests.Mail;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Primitives;

/// <summary>What is asked of libcrypto itself, against the base class library.</summary>
public sealed class LibcryptoTests
{
    private readonly SeededRandom _random = new(7);

    [Fact]
    public void On_linux_libcrypto_itself_computes()
    {
        Assert.Equal(OperatingSystem.IsLinux(), LibcryptoHash.IsUsable);
        Assert.Equal(OperatingSystem.IsLinux(), LibcryptoCipher.Gcm256 != 0);
    }

    [Fact]
    public void On_linux_its_algorithms_come_from_a_small_library_context()
    {
        Assert.Equal(OperatingSystem.IsLinux(), LibcryptoAlgorithms.Context != 0);
    }

    [Fact]
    public void Hashes_and_macs_of_any_length_and_in_any_pieces_are_those_of_the_class_library()
    {
        for (int length = 0; length < 300; length++)
        {
            byte[] text = Bytes(length);
            byte[] key = Bytes(length % 150); // shorter and longer than a block
            using var hash = new Sha256();
            using var mac = new HmacSha256(key);
            foreach (byte[] piece in text.Chunk(1 + length % 70))
            {
                hash.Append(piece);
                mac.Append(piece);
            }

            Assert.Equal(SHA256.HashData(text), hash.Finish());
            Assert.Equal(SHA256.HashData([]), hash.Finish()); // anew
            Assert.Equal(SHA256.HashData(text), Sha256.HashData(text));
            Assert.Equal(HMACSHA256.HashData(key, text), mac.Finish());
            Assert.Equal(HMACSHA256.HashData(key, text), HmacSha256.HashData(key, text));
        }
    }

    [Fact]
    public void Derived_keys_are_those_of_the_class_library()
    {
        foreach (int length in new[] { 1, 31, 32, 33, 64, 100, Hkdf.MaxBytes })
        {
            byte[] input = Bytes(length % 90);
            byte[] salt = Bytes(length % 70);
            byte[] info = Bytes(length % 50);
            byte[] derived = new byte[length];
            Hkdf.DeriveKey(input, derived, salt, info);
            Assert.Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, input, length, salt, info), derived);
        }

        Assert.Throws<ArgumentException>(() => Hkdf.DeriveKey([1], [], [], []));
        Assert.Throws<ArgumentException>(() => Hkdf.DeriveKey([1], new byte[Hkdf.MaxBytes + 1], [], []));
    }

    [Fact]
    public void Sealed_text_is_that_of_the_class_library_and_opens_only_unchanged()
    {
        for (int length = 0; length < 200; length++)
        {
            byte[] key = Bytes(32);
            byte[] nonce = Bytes(12);
            byte[] text = Bytes(length);
            byte[] associated = Bytes(length % 40);
            byte[] ciphertext = new byte[length], tag = new byte[16], expected = new byte[length], expectedTag = new byte[16], opened = new byte[length];
            AesGcm256.Encrypt(key, nonce, text, ciphertext, tag, associated);
            using (var other = new AesGcm(key, 16))
                other.Encrypt(nonce, text, expected, expectedTag, associated);
            Assert.Equal(expected, ciphertext);
            Assert.Equal(expectedTag, tag);
            Assert.True(AesGcm256.TryDecrypt(key, nonce, ciphertext, tag, opened, associated));
            Assert.Equal(text, opened);
            foreach (byte[] part in new[] { key, nonce, ciphertext, tag, associated }.Where(part => part.Length > 0))
            {
                part[length % part.Length] ^= 0x10;
                opened.AsSpan().Fill(0xaa);
                Assert.False(AesGcm256.TryDecrypt(key, nonce, ciphertext, tag, opened, associated));
                Assert.All(opened, one => Assert.Equal(0, one));
                part[length % part.Length] ^= 0x10;
            }
        }
    }

    [Fact]
    public void What_was_disposed_computes_no_more()
    {
        var hash = new Sha256();
        hash.Dispose();
        hash.Dispose();
        Assert.Throws<ObjectDisposedException>(() => hash.Append([1]));
        var cipher = AesCtr.FromZero(new byte[32]);
        cipher.Dispose();
        cipher.Dispose();
        Assert.Throws<ObjectDisposedException>(() => cipher.Apply([1], new byte[1]));
    }

    private byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        _random.Fill(bytes);
        return bytes;
    }
}
