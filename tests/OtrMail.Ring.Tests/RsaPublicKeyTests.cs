using System.Numerics;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Agreement;

namespace OtrMail.Ring.Tests;

public class RsaPublicKeyTests
{
    [Fact]
    public void A_modulus_comes_back_as_it_went_in()
    {
        foreach (int bits in new[] { 2048, 2049, 2560, 3071, 3072, 4096 })
        {
            TestKey key = TestKeys.Of(bits);
            Assert.Equal(bits, key.Public.Bits);
            Assert.True(key.Public.Modulus.SequenceEqual(key.Modulus));
        }
    }

    [Fact]
    public void The_fingerprint_hashes_label_length_and_modulus()
    {
        TestKey key = TestKeys.Of(3072);
        byte[] expected = SHA256.HashData([.. "OTR-Mail RSA key v1\0"u8, 0, 0, 1, 0x80, .. key.Modulus]);
        Assert.Equal(expected, key.Public.Fingerprint);
        Assert.Equal(Convert.ToHexStringLower(expected), key.Public.ToString());
    }

    [Fact]
    public void Changing_a_fingerprint_that_was_given_out_changes_nothing()
    {
        RsaPublicKey key = TestKeys.Of(2048).Public;
        byte[] before = key.Fingerprint;
        key.Fingerprint[0] ^= 1;
        Assert.Equal(before, key.Fingerprint);
    }

    [Fact]
    public void Keys_are_equal_when_their_moduli_are()
    {
        TestKey key = TestKeys.Of(2048);
        Assert.True(RsaPublicKey.TryImport(key.Modulus, out RsaPublicKey? again));
        Assert.Equal(key.Public, again);
        Assert.Equal(key.Public.GetHashCode(), again.GetHashCode());
        Assert.NotEqual(key.Public, TestKeys.Of(2048, 1).Public);
        Assert.False(key.Public.Equals(null));
    }

    [Fact]
    public void The_empty_string_is_no_key() => AssertRefused([]);

    [Fact]
    public void A_leading_zero_is_refused() => AssertRefused([0, .. TestKeys.Of(2048).Modulus]);

    [Fact]
    public void A_modulus_below_2048_bits_is_refused()
    {
        byte[] modulus = [.. TestKeys.Of(2048).Modulus];
        modulus[0] &= 0x7f;
        AssertRefused(modulus);
        AssertRefused(modulus[..128]);
    }

    [Fact]
    public void A_modulus_above_4096_bits_is_refused() => AssertRefused([1, .. TestKeys.Of(4096).Modulus]);

    [Fact]
    public void An_even_modulus_is_refused()
    {
        byte[] modulus = [.. TestKeys.Of(2048).Modulus];
        modulus[^1] &= 0xfe;
        AssertRefused(modulus);
    }

    [Fact]
    public void A_prime_factor_below_4096_is_refused_every_one_of_them()
    {
        BigInteger prime = Prime2048();
        int found = 0;
        for (int factor = 2; factor < 4096; factor++)
        {
            if (Enumerable.Range(2, 62).Any(divisor => divisor < factor && factor % divisor == 0))
                continue;
            found++;
            AssertRefused((prime * factor).ToByteArray(isUnsigned: true, isBigEndian: true));
        }

        Assert.Equal(564, found);
        Assert.True(RsaPublicKey.TryImport((prime * 4099).ToByteArray(isUnsigned: true, isBigEndian: true), out _));
    }

    [Theory]
    [MemberData(nameof(TestBackends.Names), MemberType = typeof(TestBackends))]
    public void A_strange_modulus_makes_verification_fail_and_never_throw(string backend)
    {
        TestKey honest = TestKeys.Of(2048, 7);
        BigInteger p = TestKeys.Of(2048, 8).P;
        BigInteger[] strange = [Prime2048(), BigInteger.Max(p * p, honest.P * p), (BigInteger.One << 2047) + 981, BigInteger.Pow(4099, 200)];
        foreach (BigInteger number in strange)
        {
            byte[] modulus = number.ToByteArray(isUnsigned: true, isBigEndian: true);
            if (!RsaPublicKey.TryImport(modulus, TestBackends.Get(backend), out RsaPublicKey? key))
                continue;
            Assert.False(key.VerifyPss("message"u8, new byte[modulus.Length]));
            Assert.False(key.VerifyPss("message"u8, [.. Enumerable.Repeat((byte)0x55, modulus.Length)]));
            Assert.True(OtrMail.Ring.Ring.TryCreate([key, honest.Public], out Ring? ring));
            byte[] signature = RingSigner.Sign(ring, "message"u8, honest.Private, new SeededRandomSource("strange"));
            Assert.True(RingVerifier.Verify(ring, "message"u8, signature));
            signature[^1] ^= 1;
            Assert.False(RingVerifier.Verify(ring, "message"u8, signature));
        }
    }

    private static BigInteger Prime2048() =>
        new(DHStandardGroups.rfc3526_2048.P.ToByteArrayUnsigned(), isUnsigned: true, isBigEndian: true);

    private static void AssertRefused(byte[] modulus)
    {
        Assert.False(RsaPublicKey.TryImport(modulus, out RsaPublicKey? key));
        Assert.Null(key);
    }
}
