using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text.Json;
using OtrMail.Ring.Arithmetic;

namespace OtrMail.Ring.Tests;

public class PssTests
{
    [Theory]
    [MemberData(nameof(TestBackends.Names), MemberType = typeof(TestBackends))]
    public void Signatures_of_every_size_verify_here_and_with_the_platforms_own_RSA(string backend)
    {
        foreach (int bits in new[] { 2048, 2049, 2560, 3071, 3072, 4096 })
        {
            TestKey key = TestKeys.Of(bits);
            Assert.True(RsaPrivateKey.TryImport(key.Private.Export(), TestBackends.Get(backend), out RsaPrivateKey? signer));
            using var platform = RSA.Create(new RSAParameters { Modulus = key.Modulus, Exponent = [1, 0, 1] });
            using (signer)
            {
                foreach (byte[] message in new byte[][] { [], [0], new byte[1000] })
                {
                    byte[] signature = signer.SignPss(message);
                    Assert.Equal(key.Modulus.Length, signature.Length);
                    Assert.True(signer.PublicKey.VerifyPss(message, signature));
                    Assert.True(platform.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
                }
            }
        }
    }

    [Fact]
    public void Signatures_of_the_platforms_own_RSA_verify_here()
    {
        TestKey key = TestKeys.Of(2048);
        Assert.True(RsaComponents.TryDecode(key.Private.SecretBuffer, out RsaComponents components));
        using var platform = RSA.Create();
        platform.ImportRSAPrivateKey(Pkcs1Of(components), out _);
        byte[] signature = platform.SignData("message"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        Assert.True(key.Public.VerifyPss("message"u8, signature));
    }

    [Fact]
    public void Every_flipped_bit_of_a_signature_fails()
    {
        TestKey key = TestKeys.Of(2049);
        byte[] signature = key.Private.SignPss("message"u8, new SeededRandomSource("pss"));
        for (int bit = 0; bit < 8 * signature.Length; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(key.Public.VerifyPss("message"u8, signature), $"bit {bit}");
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(key.Public.VerifyPss("message"u8, signature));
        Assert.False(key.Public.VerifyPss("massage"u8, signature));
        Assert.False(TestKeys.Of(2049, 1).Public.VerifyPss("message"u8, signature));
    }

    [Fact]
    public void Every_flipped_bit_of_the_encoded_block_fails()
    {
        // whoever has the private key can sign any block: here the bits change below the signature
        TestKey key = TestKeys.Of(2049);
        byte[] block = new byte[257];
        byte[] signature = new byte[257];
        PssEncoding.Encode("message"u8, new byte[32], block, 2048);
        for (int bit = 0; bit < 8 * block.Length; bit++)
        {
            block[bit / 8] ^= (byte)(1 << (bit % 8));
            if (block.AsSpan().SequenceCompareTo(key.Modulus) < 0)
            {
                key.Private.Apply(block, signature);
                Assert.False(key.Public.VerifyPss("message"u8, signature), $"bit {bit}");
            }

            block[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData(2048, 0x80)]
    [InlineData(2049, 0x01)] // here a whole byte goes before the encoded message
    [InlineData(3071, 0x40)]
    public void The_bits_above_the_encoded_message_must_be_zero(int bits, byte above)
    {
        // salts are tried until the block is below the modulus although its highest bit is set
        TestKey key = TestKeys.Of(bits);
        byte[] block = new byte[key.Modulus.Length];
        byte[] salt = new byte[32];
        byte[] signature = new byte[block.Length];
        do
        {
            salt[0]++;
            PssEncoding.Encode("message"u8, salt, block, bits - 1);
            block[0] |= above;
        }
        while (block.AsSpan().SequenceCompareTo(key.Modulus) >= 0);

        key.Private.Apply(block, signature);
        Assert.False(key.Public.VerifyPss("message"u8, signature));
        block[0] ^= above;
        key.Private.Apply(block, signature);
        Assert.True(key.Public.VerifyPss("message"u8, signature));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void Salt_of_another_length_is_refused(int saltBytes)
    {
        TestKey key = TestKeys.Of(2048);
        byte[] block = new byte[256];
        byte[] signature = new byte[256];
        PssEncoding.Encode("message"u8, new byte[saltBytes], block, 2047);
        key.Private.Apply(block, signature);
        Assert.False(key.Public.VerifyPss("message"u8, signature));
    }

    [Fact]
    public void Wrong_lengths_and_numbers_not_below_the_modulus_are_refused()
    {
        TestKey key = TestKeys.Of(2048);
        byte[] signature = key.Private.SignPss("message"u8);
        byte[][] wrong = [[], signature[1..], signature[..^1], [0, .. signature], [.. signature, 0], key.Modulus, [.. Enumerable.Repeat((byte)0xff, 256)], new byte[256]];
        foreach (byte[] other in wrong)
            Assert.False(key.Public.VerifyPss("message"u8, other));
    }

    [Fact]
    public void The_salt_comes_from_the_random_source()
    {
        TestKey key = TestKeys.Of(2048);
        byte[] one = key.Private.SignPss("message"u8, new SeededRandomSource("salt"));
        Assert.Equal(one, key.Private.SignPss("message"u8, new SeededRandomSource("salt")));
        Assert.NotEqual(one, key.Private.SignPss("message"u8, new SeededRandomSource("other salt")));
    }

    [WycheproofFact("rsa_pss_3072_sha256_mgf1_32_test.json")]
    public void Wycheproof_agrees()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(WycheproofFactAttribute.Find("rsa_pss_3072_sha256_mgf1_32_test.json")!));
        int count = 0;
        foreach (JsonElement group in file.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            JsonElement number = group.GetProperty("publicKey");
            Assert.Equal("010001", number.GetProperty("publicExponent").GetString());
            byte[] modulus = Convert.FromHexString(number.GetProperty("modulus").GetString()!);
            Assert.True(RsaPublicKey.TryImport(modulus.AsSpan().TrimStart((byte)0), out RsaPublicKey? key));
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                byte[] message = Convert.FromHexString(test.GetProperty("msg").GetString()!);
                byte[] signature = Convert.FromHexString(test.GetProperty("sig").GetString()!);
                string result = test.GetProperty("result").GetString()!;
                Assert.True(result is "valid" or "invalid", result);
                Assert.True(result == "valid" == key.VerifyPss(message, signature), $"test {test.GetProperty("tcId").GetInt32()}");
                count++;
            }
        }

        Assert.Equal(file.RootElement.GetProperty("numberOfTests").GetInt32(), count);
    }

    // RSAPrivateKey of RFC 8017, appendix A.1
    private static byte[] Pkcs1Of(RsaComponents key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            writer.WriteIntegerUnsigned(key.Modulus);
            writer.WriteInteger(65537);
            writer.WriteIntegerUnsigned(key.D);
            writer.WriteIntegerUnsigned(key.P);
            writer.WriteIntegerUnsigned(key.Q);
            writer.WriteIntegerUnsigned(key.Dp);
            writer.WriteIntegerUnsigned(key.Dq);
            writer.WriteIntegerUnsigned(key.QInverse);
        }

        return writer.Encode();
    }
}
