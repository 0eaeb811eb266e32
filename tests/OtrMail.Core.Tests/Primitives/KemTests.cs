using System.Security.Cryptography;
using System.Text.Json;
using Org.BouncyCastle.Crypto.Parameters;
using OtrMail.Core.Primitives;
using OtrMail.Core.Tests.Mail;
using OtrMail.Core.Tests.Support;

namespace OtrMail.Core.Tests.Primitives;

/// <summary>ML-KEM-768 (FIPS 203) and X-Wing (draft-connolly-cfrg-xwing-kem). Of long values the SHA-256 is written
/// here.</summary>
public sealed class KemTests
{
    [Theory]
    [InlineData( // the draft's first vector
        "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26",
        "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e235b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2",
        "2e816deebcd76c5c80d0cd2d174478871658e8e2ff42bc9d4a6e486372e856bb",
        "17cd532d657e44c897ca6583e548a5424fc70bf54f99515a4d2bcf99e3469f33",
        "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384")]
    [InlineData( // its second
        "badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea",
        "17cda7cfad765f5623474d368ccca8af0007cd9f5e4c849f167a580b14aabdefaee7eef47cb0fca9767be1fda69419dfb927e9df07348b196691abaeb580b32d",
        "c42ba5f8430d7d2c83739338203819f090e8303ce9c8b02107c272bfa5376916",
        "1661ea86d608a1924ba30840cb0a65f13ae051e3aec9cf0f064efc0bc92f2154",
        "f2e86241c64d60f6649fbc6c5b7d17180b780a3f34355e64a85749949c45f150")]
    public void The_xwing_drafts_vectors_hold(string seed, string coins, string publicKeyHash, string ciphertextHash, string secret)
    {
        byte[] publicKey = XWing.PublicKey(Hex(seed));
        Assert.Equal(publicKeyHash, Sha256(publicKey));
        Assert.True(XWing.IsValidPublicKey(publicKey));
        byte[] ciphertext = new byte[XWing.CiphertextBytes];
        var random = new ScriptedRandom(Hex(coins));
        using SecretBytes? made = XWing.Encapsulate(publicKey, ciphertext, random);
        Assert.Equal(64, random.Used);
        Assert.Equal(ciphertextHash, Sha256(ciphertext));
        Assert.Equal(secret, Convert.ToHexStringLower(made!.Span));
        using SecretBytes? read = XWing.Decapsulate(Hex(seed), ciphertext);
        Assert.Equal(secret, Convert.ToHexStringLower(read!.Span));
    }

    [SharedVectorsFact("xwing-test-vectors.json")]
    public void The_published_xwing_vectors_hold()
    {
        foreach (JsonElement test in SharedVectors.Load("xwing-test-vectors.json").EnumerateArray())
        {
            Assert.Equal(test.Hex("pk"), XWing.PublicKey(test.Hex("sk")));
            byte[] ciphertext = new byte[XWing.CiphertextBytes];
            using SecretBytes? made = XWing.Encapsulate(test.Hex("pk"), ciphertext, new ScriptedRandom(test.Hex("eseed")));
            Assert.Equal(test.Hex("ct"), ciphertext);
            Assert.Equal(test.Hex("ss"), made!.Span.ToArray());
            using SecretBytes? read = XWing.Decapsulate(test.Hex("sk"), ciphertext);
            Assert.Equal(test.Hex("ss"), read!.Span.ToArray());
        }
    }

    [Fact]
    public void An_xwing_half_of_small_order_is_refused_on_both_sides()
    {
        var random = new SeededRandom(3);
        using SecretBytes seed = XWing.GenerateSeed(random);
        byte[] publicKey = XWing.PublicKey(seed.Span);
        byte[] ciphertext = new byte[XWing.CiphertextBytes];
        using SecretBytes? good = XWing.Encapsulate(publicKey, ciphertext, random);
        Assert.NotNull(good);
        ciphertext.AsSpan(MlKem768.CiphertextBytes).Clear();
        Assert.Null(XWing.Decapsulate(seed.Span, ciphertext));
        publicKey.AsSpan(MlKem768.PublicKeyBytes).Clear();
        Assert.Null(XWing.Encapsulate(publicKey, ciphertext, random));
    }

    [Fact]
    public void Ml_kem_keys_come_from_the_seed_as_fips_203_says() // Wycheproof, "official round 3 seeds 0"
    {
        byte[] seed = Hex(
            "7c9935a0b07694aa0c6d10e4db6b1add2fd81a25ccb148032dcd739936737f2d8626ed79d451140800e03b59b956f8210e556067407d13dc90fa9e8b872bfb8f");
        Assert.Equal("86adbca81f4fee893e2fb58fb98aa2fe188f501fed268d7f4056f8c05c4e53c4", Sha256(MlKem768.PublicKey(seed)));
    }

    [SharedVectorsFact("wycheproof/mlkem_768_test.json")]
    public void Wycheproofs_ml_kem_vectors_are_judged_as_they_say()
    {
        foreach ((_, JsonElement test) in SharedVectors.Wycheproof("mlkem_768_test.json"))
        {
            if (test.Text("result") == "invalid") // wrong lengths
            {
                Assert.Throws<ArgumentException>(() => MlKem768.Decapsulate(test.Hex("seed"), test.Hex("c")));
                continue;
            }

            using SecretBytes secret = MlKem768.Decapsulate(test.Hex("seed"), test.Hex("c"));
            Assert.Equal(test.Hex("K"), secret.Span.ToArray());
            byte[] publicKey = MlKem768.PublicKey(test.Hex("seed"));
            Assert.Equal(test.Hex("ek"), publicKey);
            Assert.True(MlKem768.IsValidPublicKey(publicKey));
        }
    }

    [Fact]
    public void A_key_with_a_coefficient_of_3329_or_more_is_refused()
    {
        using SecretBytes seed = MlKem768.GenerateSeed(new SeededRandom(4));
        byte[] good = MlKem768.PublicKey(seed.Span);
        Assert.True(MlKem768.IsValidPublicKey(good));
        for (int coefficient = 0; coefficient < 768; coefficient += 37)
        {
            Assert.True(MlKem768.IsValidPublicKey(With(good, coefficient, 3328)));
            Assert.False(MlKem768.IsValidPublicKey(With(good, coefficient, 3329)));
            Assert.False(MlKem768.IsValidPublicKey(With(good, coefficient, 4095)));
        }

        Assert.False(MlKem768.IsValidPublicKey(good.AsSpan(..^1)));
        Assert.False(MlKem768.IsValidPublicKey([.. good, 0]));
        Assert.Throws<ArgumentException>(() =>
            MlKem768.Encapsulate(With(good, 0, 3329), new byte[MlKem768.CiphertextBytes], new SeededRandom(5)));
    }

    /// <summary>The key with one 12-bit coefficient replaced.</summary>
    internal static byte[] With(byte[] key, int coefficient, int value)
    {
        byte[] changed = [.. key];
        int at = coefficient / 2 * 3;
        if (coefficient % 2 == 0)
        {
            changed[at] = (byte)value;
            changed[at + 1] = (byte)((changed[at + 1] & 0xf0) | value >> 8);
        }
        else
        {
            changed[at + 1] = (byte)((changed[at + 1] & 0x0f) | value << 4);
            changed[at + 2] = (byte)(value >> 4);
        }

        return changed;
    }

    private static byte[] Hex(string hex) => Convert.FromHexString(hex);

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Reads the very arrays in the library's object, which are found by name: a new version may call them otherwise.</summary>
    [Fact]
    public void What_the_library_keeps_of_a_private_ml_kem_key_is_wiped()
    {
        byte[] seed = [.. Enumerable.Range(1, MlKem768.SeedBytes).Select(i => (byte)i)];
        MLKemPrivateKeyParameters key = MLKemPrivateKeyParameters.FromSeed(MLKemParameters.ml_kem_768, seed);
        byte[][] kept = [MlKem768.SeedOf(key), MlKem768.EncodingOf(key)];
        Assert.Equal(seed, kept[0]);
        Assert.True(kept[1].AsSpan().IndexOf(seed.AsSpan(32)) >= 0);
        MlKem768.Wipe(key);
        Assert.All(kept, array => Assert.False(array.AsSpan().ContainsAnyExcept((byte)0)));
    }
}
