using System.Numerics;
using System.Security.Cryptography;

namespace OtrMail.Ring.Tests;

public class RsaPrivateKeyTests
{
    private const int FieldCount = 7;

    [Fact]
    public void A_generated_key_signs_exports_imports_and_signs_again()
    {
        using RsaPrivateKey key = RsaPrivateKey.Generate(2048);
        Assert.Equal(2048, key.PublicKey.Bits);
        byte[] encoded = key.Export();
        Assert.True(RsaPrivateKey.TryImport(encoded, out RsaPrivateKey? again));
        using (again)
        {
            Assert.Equal(key.PublicKey, again.PublicKey);
            Assert.Equal(encoded, again.Export());
            Assert.True(key.PublicKey.VerifyPss("m"u8, again.SignPss("m"u8)));
        }
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(2047)]
    [InlineData(2050)]
    [InlineData(4104)]
    public void A_length_outside_the_rules_is_the_callers_mistake(int bits) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RsaPrivateKey.Generate(bits));

    [Theory]
    [MemberData(nameof(TestBackends.Names), MemberType = typeof(TestBackends))]
    public void Every_size_survives_export_and_import(string backend)
    {
        foreach (int bits in new[] { 2048, 2049, 2560, 3071, 3072, 4096 })
        {
            TestKey key = TestKeys.Of(bits);
            byte[] encoded = key.Private.Export();
            Assert.True(RsaPrivateKey.TryImport(encoded, TestBackends.Get(backend), out RsaPrivateKey? again));
            using (again)
                Assert.Equal(encoded, again.Export());
        }
    }

    [Fact]
    public void The_encoding_is_the_version_and_seven_numbers_with_their_lengths()
    {
        TestKey key = TestKeys.Of(3072);
        BigInteger p = BigInteger.Max(key.P, key.Q);
        BigInteger q = BigInteger.Min(key.P, key.Q);
        byte[][] fields = Split(key.Private.Export());
        var d = Number(fields[3]);
        Assert.Equal(key.Modulus, fields[0]);
        Assert.Equal(p, Number(fields[1]));
        Assert.Equal(q, Number(fields[2]));
        Assert.Equal(BigInteger.One, d * 65537 % (p - 1));
        Assert.Equal(BigInteger.One, d * 65537 % (q - 1));
        Assert.Equal(d % (p - 1), Number(fields[4]));
        Assert.Equal(d % (q - 1), Number(fields[5]));
        Assert.Equal(BigInteger.One, Number(fields[6]) * q % p);
    }

    [Fact]
    public void Every_flipped_bit_of_an_encoding_is_refused()
    {
        // a bit in each byte; the bit's place wanders
        byte[] encoded = TestKeys.Of(2048).Private.Export();
        for (int i = 0; i < encoded.Length; i++)
        {
            encoded[i] ^= (byte)(1 << (i % 8));
            Assert.False(RsaPrivateKey.TryImport(encoded, out RsaPrivateKey? key), $"byte {i}");
            Assert.Null(key);
            encoded[i] ^= (byte)(1 << (i % 8));
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.Names), MemberType = typeof(TestBackends))]
    public void Every_number_must_belong_to_the_others(string backend)
    {
        byte[][] good = Split(TestKeys.Of(2048).Private.Export());
        byte[][] other = Split(TestKeys.Of(2048, 1).Private.Export());
        for (int field = 0; field < FieldCount; field++)
        {
            byte[][] mixed = [.. good];
            mixed[field] = other[field];
            Assert.False(RsaPrivateKey.TryImport(Join(mixed), TestBackends.Get(backend), out _), $"number {field}");
        }

        Assert.True(RsaPrivateKey.TryImport(Join(good), TestBackends.Get(backend), out RsaPrivateKey? key));
        key.Dispose();
    }

    [Fact]
    public void Numbers_that_are_right_but_not_reduced_are_refused()
    {
        byte[][] good = Split(TestKeys.Of(2048).Private.Export());
        BigInteger p = Number(good[1]);
        AssertRefusedWith(good, 4, Number(good[4]) + (p - 1));
        AssertRefusedWith(good, 6, Number(good[6]) + p);
        AssertRefusedWith(good, 6, BigInteger.One);
    }

    [Fact]
    public void Factors_of_one_and_n_are_refused()
    {
        byte[][] good = Split(TestKeys.Of(2048).Private.Export());
        byte[][] trivial = [.. good];
        (trivial[1], trivial[2]) = (good[0], [1]);
        Assert.False(RsaPrivateKey.TryImport(Join(trivial), out _));
        (trivial[1], trivial[2]) = ([1], good[0]);
        Assert.False(RsaPrivateKey.TryImport(Join(trivial), out _));
    }

    [Fact]
    public void Leading_zeros_truncation_extension_and_other_versions_are_refused()
    {
        byte[] encoded = TestKeys.Of(2048).Private.Export();
        byte[][] fields = Split(encoded);
        for (int field = 0; field < FieldCount; field++)
        {
            byte[][] padded = [.. fields];
            padded[field] = [0, .. fields[field]];
            Assert.False(RsaPrivateKey.TryImport(Join(padded), out _), $"number {field}");
        }

        for (int length = 0; length < encoded.Length; length++)
            Assert.False(RsaPrivateKey.TryImport(encoded.AsSpan(0, length), out _), $"{length} bytes");
        Assert.False(RsaPrivateKey.TryImport([.. encoded, 0], out _));
        Assert.False(RsaPrivateKey.TryImport([2, .. encoded[1..]], out _));
    }

    [Theory]
    [MemberData(nameof(TestBackends.Names), MemberType = typeof(TestBackends))]
    public void A_published_prime_gives_everybody_the_key(string backend)
    {
        foreach (int bits in new[] { 2048, 2049, 3071, 3072, 4096 })
        {
            TestKey key = TestKeys.Of(bits);
            byte[] prime = key.Private.ExportPrime();
            Assert.Equal(key.PublishedPrime, prime);
            byte[] larger = BigInteger.Max(key.P, key.Q).ToByteArray(isUnsigned: true, isBigEndian: true);
            foreach (byte[] published in new[] { prime, larger })
            {
                using RsaPrivateKey? rebuilt = RsaPrivateKey.FromPrime(key.Public, published, TestBackends.Get(backend));
                Assert.NotNull(rebuilt);
                Assert.Equal(key.Private.Export(), rebuilt.Export());
            }
        }
    }

    [Fact]
    public void A_key_made_by_the_platform_can_be_rebuilt_from_its_prime()
    {
        using RsaPrivateKey key = RsaPrivateKey.Generate(2048);
        using RsaPrivateKey? rebuilt = RsaPrivateKey.FromPrime(key.PublicKey, key.ExportPrime());
        Assert.NotNull(rebuilt);
        Assert.True(key.PublicKey.VerifyPss("m"u8, rebuilt.SignPss("m"u8)));
    }

    [Fact]
    public void What_does_not_divide_the_modulus_gives_no_key()
    {
        TestKey key = TestKeys.Of(2048);
        byte[] prime = key.PublishedPrime;
        byte[][] wrong =
        [
            [], [0], [1], [2], [0, .. prime], [.. prime, 0], prime[..^1], key.Modulus, [1, .. key.Modulus],
            TestKeys.Of(2048, 1).PublishedPrime,
        ];
        foreach (byte[] number in wrong)
            Assert.Null(RsaPrivateKey.FromPrime(key.Public, number));
    }

    [Fact]
    public void A_modulus_of_four_primes_gives_no_key()
    {
        TestKey one = TestKeys.Of(2048);
        TestKey two = TestKeys.Of(2048, 1);
        Assert.True(RsaPublicKey.TryImport((one.P * one.Q * two.P * two.Q).ToByteArray(isUnsigned: true, isBigEndian: true), out RsaPublicKey? key));
        Assert.Null(RsaPrivateKey.FromPrime(key, one.Modulus));
    }

    [Fact]
    public void The_square_of_a_prime_gives_no_key()
    {
        BigInteger p = TestKeys.Of(4096).P;
        Assert.True(RsaPublicKey.TryImport((p * p).ToByteArray(isUnsigned: true, isBigEndian: true), out RsaPublicKey? key));
        Assert.Null(RsaPrivateKey.FromPrime(key, p.ToByteArray(isUnsigned: true, isBigEndian: true)));
    }

    [Fact]
    public void Disposing_overwrites_the_secrets_and_stops_the_key()
    {
        Assert.True(RsaPrivateKey.TryImport(TestKeys.Of(2048).Private.Export(), out RsaPrivateKey? key));
        byte[] buffer = key.SecretBuffer;
        Assert.NotEqual(-1, buffer.AsSpan().IndexOf(key.ExportPrime()));
        key.Dispose();
        key.Dispose();
        Assert.All(buffer, value => Assert.Equal(0, value));
        Assert.Throws<ObjectDisposedException>(() => key.Export());
        Assert.Throws<ObjectDisposedException>(() => key.ExportPrime());
        Assert.Throws<ObjectDisposedException>(() => key.SignPss("m"u8));
        Assert.True(key.PublicKey.VerifyPss("m"u8, TestKeys.Of(2048).Private.SignPss("m"u8)));
    }

    [Fact]
    public void A_private_key_prints_nothing_of_itself() =>
        Assert.Equal("RsaPrivateKey", TestKeys.Of(2048).Private.ToString());

    [Fact]
    public void A_fault_in_the_private_operation_never_gets_out()
    {
        var backend = new FaultyBackend();
        Assert.True(RsaPrivateKey.TryImport(TestKeys.Of(2048).Private.Export(), backend, out RsaPrivateKey? key));
        using (key)
        {
            byte[] input = new byte[256];
            byte[] output = [.. Enumerable.Repeat((byte)0xaa, 256)];
            input[^1] = 2;
            backend.IsFaulty = true;
            Assert.Throws<CryptographicException>(() => key.Apply(input, output));
            Assert.All(output, value => Assert.Equal(0, value));
            Assert.Throws<CryptographicException>(() => key.SignPss("m"u8));
            (Ring ring, _) = TestKeys.Ring(TestKeys.Of(2048), TestKeys.Of(3072));
            Assert.Throws<CryptographicException>(() => RingSigner.Sign(ring, "m"u8, key, SystemRandomSource.Instance));
        }
    }

    [Fact]
    public void A_backend_that_computes_wrongly_fails_the_trial_at_import() =>
        Assert.False(RsaPrivateKey.TryImport(
            TestKeys.Of(2048).Private.Export(), new FaultyBackend { IsFaulty = true }, out _));

    private static void AssertRefusedWith(byte[][] fields, int field, BigInteger value)
    {
        byte[][] changed = [.. fields];
        changed[field] = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.False(RsaPrivateKey.TryImport(Join(changed), out _), $"number {field}");
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[][] Split(byte[] encoded)
    {
        var fields = new List<byte[]>();
        Assert.Equal(1, encoded[0]);
        for (int at = 1; at < encoded.Length;)
        {
            int length = (encoded[at + 2] << 8) | encoded[at + 3];
            fields.Add(encoded[(at + 4)..(at + 4 + length)]);
            at += 4 + length;
        }

        Assert.Equal(FieldCount, fields.Count);
        return [.. fields];
    }

    private static byte[] Join(byte[][] fields) =>
        [1, .. fields.SelectMany(field => (byte[])[0, 0, (byte)(field.Length >> 8), (byte)field.Length, .. field])];
}
