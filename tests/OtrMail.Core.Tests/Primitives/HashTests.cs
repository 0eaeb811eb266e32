using System.Security.Cryptography;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Tests.Support;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Tests.Primitives;

/// <summary>HMAC (RFC 4231), HKDF (RFC 5869) and the labelled hash, as the mail suite calls them.</summary>
public sealed class HashTests
{
    private static readonly MailSuite Suite = MailSuite.Default;

    [Theory]
    [InlineData( // case 1
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")]
    [InlineData( // case 2
        "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    [InlineData( // case 3
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd",
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe")]
    [InlineData( // case 4
        "0102030405060708090a0b0c0d0e0f10111213141516171819",
        "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b")]
    public void The_suites_mac_is_hmac_sha_256_of_rfc_4231(string key, string message, string mac) =>
        Assert.Equal(mac, Convert.ToHexStringLower(Mac(Hex(key), Hex(message))));

    [Fact]
    public void The_suites_mac_hashes_a_key_that_is_longer_than_a_block() // cases 6 and 7
    {
        byte[] key = [.. Enumerable.Repeat((byte)0xaa, 131)];
        Assert.Equal(
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            Convert.ToHexStringLower(Mac(key, "Test Using Larger Than Block-Size Key - Hash Key First"u8.ToArray())));
        Assert.Equal(
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
            Convert.ToHexStringLower(Mac(key, "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm."u8.ToArray())));
    }

    [Theory]
    [InlineData( // A.1
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")]
    [InlineData( // A.3
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")]
    public void Hkdf_is_that_of_rfc_5869(string input, string salt, string info, string output)
    {
        byte[] made = new byte[output.Length / 2];
        Hkdf.DeriveKey(Hex(input), made, Hex(salt), Hex(info));
        Assert.Equal(output, Convert.ToHexStringLower(made));
    }

    [Fact]
    public void A_messages_keys_are_derived_as_the_protocol_page_says()
    {
        byte[] kem = Fill(1), dh = Fill(2), header = Fill(3), sender = Fill(4), recipient = Fill(5), x = Fill(6), y = Fill(7);
        using MessageKeys keys = Suite.Derive(kem, dh, new MessageContext(3, header, sender, recipient, x, y));
        using var info = new WireWriter();
        info.Data("OTR-Mail message key v1\0"u8).Byte(3).Data(header).Data(sender).Data(recipient).Data(x).Data(y);
        // HKDF by hand: extract, then one block of expand
        byte[] extracted = HMACSHA256.HashData("OTR-Mail message key salt v1\0"u8.ToArray(), (byte[])[.. kem, .. dh]);
        byte[] key = HMACSHA256.HashData(extracted, (byte[])[.. info.Written, 1]);
        Assert.Equal(key, keys.EncryptionKey.Span.ToArray());
        Assert.Equal(SHA256.HashData([.. "OTR-Mail MAC key v1\0"u8, .. key]), keys.MacKey.Span.ToArray());
    }

    [Fact]
    public void Every_part_of_the_context_changes_the_key()
    {
        var context = new MessageContext(3, Fill(3), Fill(4), Fill(5), Fill(6), Fill(7));
        MessageContext[] all =
        [
            context, context with { Type = 2 }, context with { HeaderHash = Fill(9) },
            context with { SenderIdentity = Fill(5), RecipientIdentity = Fill(4) },
            context with { SenderIdentity = default }, context with { RecipientIdentity = Fill(9) },
            context with { SenderKeyHash = Fill(7), RecipientKeyHash = Fill(6) }, context with { SenderKeyHash = default },
        ];
        string[] keys = [.. all.Select(c => Key(Fill(1), Fill(2), c)), Key(Fill(2), Fill(1), context), Key(Fill(1), [], context)];
        Assert.Equal(keys.Length, keys.Distinct().Count());

        static string Key(byte[] kem, byte[] dh, MessageContext c)
        {
            using MessageKeys derived = Suite.Derive(kem, dh, c);
            return Convert.ToHexStringLower(derived.EncryptionKey.Span);
        }
    }

    [Fact]
    public void A_labelled_hash_keeps_its_fields_apart()
    {
        Assert.NotEqual(
            Label.Hash("l", "ab"u8.ToArray(), "c"u8.ToArray()), Label.Hash("l", "a"u8.ToArray(), "bc"u8.ToArray()));
        Assert.NotEqual(Label.Hash("l", Array.Empty<byte>()), Label.Hash("l"));
        Assert.Equal(
            SHA256.HashData([.. "l\0"u8, 0, 0, 0, 2, .. "ab"u8, 0, 0, 0, 0]),
            Label.Hash("l", "ab"u8.ToArray(), Array.Empty<byte>()));
    }

    [SharedVectorsFact("wycheproof/hmac_sha256_test.json")]
    public void Wycheproofs_hmac_vectors_are_judged_as_they_say()
    {
        foreach ((System.Text.Json.JsonElement group, System.Text.Json.JsonElement test) in SharedVectors.Wycheproof("hmac_sha256_test.json"))
        {
            int size = group.GetProperty("tagSize").GetInt32() / 8;
            bool same = Mac(test.Hex("key"), test.Hex("msg")).AsSpan(0, size).SequenceEqual(test.Hex("tag"));
            Assert.True(same == (test.Text("result") == "valid"), $"test {test.GetProperty("tcId")}");
        }
    }

    [SharedVectorsFact("wycheproof/hkdf_sha256_test.json")]
    public void Wycheproofs_hkdf_vectors_are_judged_as_they_say()
    {
        foreach ((_, System.Text.Json.JsonElement test) in SharedVectors.Wycheproof("hkdf_sha256_test.json"))
        {
            byte[] output = new byte[test.GetProperty("size").GetInt32()];
            if (test.Text("result") == "invalid")
            {
                Assert.ThrowsAny<ArgumentException>(() =>
                    Hkdf.DeriveKey(test.Hex("ikm"), output, test.Hex("salt"), test.Hex("info")));
                continue;
            }

            Hkdf.DeriveKey(test.Hex("ikm"), output, test.Hex("salt"), test.Hex("info"));
            Assert.Equal(test.Hex("okm"), output);
        }
    }

    private static byte[] Mac(byte[] key, byte[] message)
    {
        using RunningMac mac = Suite.StartMac(key);
        mac.Append(message);
        return mac.Finish();
    }

    private static byte[] Fill(byte value) => [.. Enumerable.Repeat(value, 32)];

    private static byte[] Hex(string hex) => Convert.FromHexString(hex);
}
