using System.Security.Cryptography;
using System.Text.Json;
using OtrMail.Core.Primitives;
using OtrMail.Core.Tests.Support;

namespace OtrMail.Core.Tests.Primitives;

/// <summary>X25519 against RFC 7748, and what it must refuse, by libcrypto and by BouncyCastle.</summary>
public sealed class X25519Tests
{
    /// <summary>Points of small order and their non-canonical forms (RFC 7748, section 6.1; Wycheproof).</summary>
    public static TheoryData<string> SmallOrder =>
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000080",
    ];

    private static readonly string[] Names = OperatingSystem.IsLinux() ? ["libcrypto", "portable"] : ["portable"];

    public static TheoryData<string> Backends => [.. Names];

    [Theory]
    [InlineData( // section 5.2
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")]
    [InlineData(
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
        "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957")]
    public void The_vectors_of_rfc_7748_hold(string scalar, string point, string result)
    {
        foreach (string backend in Names)
            Assert.Equal(result, Agree(Backend(backend), scalar, point));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void The_exchange_of_rfc_7748_section_6_holds(string name)
    {
        IX25519Backend backend = Backend(name);
        const string a = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
        const string b = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
        string publicA = Convert.ToHexStringLower(PublicKey(backend, Convert.FromHexString(a)));
        string publicB = Convert.ToHexStringLower(PublicKey(backend, Convert.FromHexString(b)));
        Assert.Equal("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f", publicB);
        const string shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
        Assert.Equal(shared, Agree(backend, b, publicA));
        Assert.Equal(shared, Agree(backend, a, publicB));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_thousand_iterations_of_rfc_7748_end_where_it_says(string name)
    {
        IX25519Backend backend = Backend(name);
        byte[] k = new byte[32];
        k[0] = 9;
        byte[] u = [.. k];
        for (int i = 1; i <= 1000; i++)
        {
            byte[] shared = new byte[32];
            Assert.True(backend.TryAgree(k, u, shared));
            (u, k) = (k, shared);
            if (i == 1)
                Assert.Equal("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079", Convert.ToHexStringLower(k));
        }

        Assert.Equal("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51", Convert.ToHexStringLower(k));
    }

    [Theory]
    [MemberData(nameof(SmallOrder))]
    public void A_point_of_small_order_is_refused(string point)
    {
        byte[] key = [.. Enumerable.Repeat((byte)7, 32)];
        Assert.True(X25519.IsSmallOrder(Convert.FromHexString(point)));
        Assert.Null(X25519.Agree(key, Convert.FromHexString(point)));
        foreach (string backend in Names)
            Assert.False(Backend(backend).TryAgree(key, Convert.FromHexString(point), new byte[32]));
    }

    [Fact]
    public void Both_backends_give_the_same_for_random_keys()
    {
        foreach (string name in Names)
        {
            IX25519Backend backend = Backend(name);
            for (int i = 0; i < 50; i++)
            {
                byte[] a = RandomNumberGenerator.GetBytes(32);
                byte[] b = RandomNumberGenerator.GetBytes(32);
                byte[] there = new byte[32];
                Assert.True(backend.TryAgree(a, X25519.PublicKey(b), there));
                using SecretBytes back = X25519.Agree(b, PublicKey(backend, a))!;
                Assert.Equal(there, back.Span.ToArray());
            }
        }
    }

    [Fact]
    public void Where_there_is_libcrypto_it_computes() =>
        Assert.Equal(OperatingSystem.IsLinux(), X25519.Backend is LibcryptoX25519);

    [Fact]
    public void A_key_of_another_length_is_the_callers_mistake()
    {
        byte[] right = [.. Enumerable.Repeat((byte)7, 32)];
        foreach (int length in new[] { 0, 31, 33 })
        {
            Assert.Throws<ArgumentException>(() => X25519.PublicKey(new byte[length]));
            Assert.Throws<ArgumentException>(() => X25519.Agree(new byte[length], right));
            Assert.Throws<ArgumentException>(() => X25519.Agree(right, new byte[length]));
        }
    }

    [Fact]
    public void An_honest_key_is_not_of_small_order() =>
        Assert.False(X25519.IsSmallOrder(X25519.PublicKey([.. Enumerable.Repeat((byte)7, 32)])));

    [SharedVectorsFact("wycheproof/x25519_test.json")]
    public void Wycheproofs_vectors_are_judged_as_they_say()
    {
        foreach (IX25519Backend backend in Names.Select(Backend))
        {
            foreach ((_, JsonElement test) in SharedVectors.Wycheproof("x25519_test.json"))
            {
                bool zero = test.Hex("shared").All(b => b == 0);
                byte[] shared = new byte[32];
                Assert.Equal(!zero, backend.TryAgree(test.Hex("private"), test.Hex("public"), shared));
                Assert.Equal(zero, X25519.IsSmallOrder(test.Hex("public")));
                Assert.Equal(test.Hex("shared"), shared);
            }
        }
    }

    private static IX25519Backend Backend(string name) => name == "portable"
        ? new BouncyX25519()
        : LibcryptoX25519.TryCreate() ?? throw new InvalidOperationException("no libcrypto");

    private static byte[] PublicKey(IX25519Backend backend, ReadOnlySpan<byte> privateKey)
    {
        byte[] key = new byte[32];
        backend.PublicKey(privateKey, key);
        return key;
    }

    private static string Agree(IX25519Backend backend, string scalar, string point)
    {
        byte[] shared = new byte[32];
        Assert.True(backend.TryAgree(Convert.FromHexString(scalar), Convert.FromHexString(point), shared));
        return Convert.ToHexStringLower(shared);
    }
}
