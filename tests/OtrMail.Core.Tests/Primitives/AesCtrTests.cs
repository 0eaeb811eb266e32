using OtrMail.Core.Primitives;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Primitives;

/// <summary>AES in counter mode against NIST SP 800-38A, appendix F.5, and against itself in pieces.</summary>
public sealed class AesCtrTests
{
    private const string Plaintext =
        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
        + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

    private const string Counter = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

    [Theory]
    [InlineData( // F.5.1
        "2b7e151628aed2a6abf7158809cf4f3c",
        "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
        + "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee")]
    [InlineData( // F.5.3
        "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
        "1abc932417521ca24f2b0459fe7e6e0b090339ec0aa6faefd5ccc2c6f4ce8e94"
        + "1e36b26bd1ebc670d1bd1d665620abf74f78a7f6d29809585a97daec58c6b050")]
    [InlineData( // F.5.5
        "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
        "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
        + "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6")]
    public void Nist_vectors_hold_both_ways(string key, string ciphertext)
    {
        Assert.Equal(ciphertext, Convert.ToHexStringLower(Apply(Hex(key), Hex(Counter), Hex(Plaintext))));
        Assert.Equal(Plaintext, Convert.ToHexStringLower(Apply(Hex(key), Hex(Counter), Hex(ciphertext))));
    }

    [Theory]
    [InlineData("0000000000000000ffffffffffffffff", "00000000000000010000000000000000")] // over 2^64
    [InlineData("ffffffffffffffffffffffffffffffff", "00000000000000000000000000000000")] // over 2^128
    [InlineData("000000000000000000000000ffffffff", "00000000000000000000000100000000")]
    public void The_counter_carries_through_all_its_128_bits(string last, string next)
    {
        byte[] key = new byte[32];
        byte[] two = Apply(key, Hex(last), new byte[32]);
        Assert.Equal(Apply(key, Hex(last), new byte[16]), two[..16]);
        Assert.Equal(Apply(key, Hex(next), new byte[16]), two[16..]);
    }

    [Fact]
    public void In_pieces_of_any_size_it_gives_the_same_as_in_one_go()
    {
        var random = new SeededRandom(1);
        byte[] key = new byte[32];
        random.Fill(key);
        byte[] text = new byte[200_003];
        random.Fill(text);
        byte[] whole = Apply(key, new byte[16], text);
        foreach (long expected in new long[] { 0, 1, 17, 4096, text.Length, long.MaxValue, -1 })
        {
            using var cipher = expected < 0
                ? AesCtr.FromZero(key) : new AesCtr(key, new byte[16], Math.Min(expected, long.MaxValue - 16), isPortable: true);
            var pieces = new byte[text.Length];
            for (int at = 0, length; at < text.Length; at += length)
            {
                length = Math.Min(random.Below(10) switch { 0 => 0, 1 => 1, 2 => random.Below(70_000), _ => random.Below(300) }, text.Length - at);
                cipher.Apply(text.AsSpan(at, length), pieces.AsSpan(at));
            }

            Assert.Equal(whole, pieces);
        }
    }

    [Fact]
    public void It_works_in_place_and_refuses_too_short_an_output()
    {
        byte[] key = new byte[32];
        byte[] text = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];
        byte[] expected = Apply(key, new byte[16], text);
        byte[] inPlace = [.. text];
        using var cipher = AesCtr.FromZero(key);
        cipher.Apply(inPlace, inPlace);
        Assert.Equal(expected, inPlace);
        Assert.Throws<ArgumentException>(() => cipher.Apply(new byte[2], new byte[1]));
        Assert.Throws<ArgumentException>(() => new AesCtr(key, new byte[15]));
    }

    [Fact]
    public void It_is_malleable_which_is_its_purpose()
    {
        byte[] key = new byte[32];
        byte[] ciphertext = Apply(key, new byte[16], "pay 100"u8.ToArray());
        ciphertext[4] ^= '1' ^ '9';
        Assert.Equal("pay 900"u8.ToArray(), Apply(key, new byte[16], ciphertext));
    }

    private static byte[] Apply(byte[] key, byte[] counter, byte[] input)
    {
        byte[][] outputs = [new byte[input.Length], new byte[input.Length]];
        for (int i = 0; i < outputs.Length; i++)
        {
            using var cipher = new AesCtr(key, counter, input.Length, isPortable: i == 0);
            cipher.Apply(input, outputs[i]);
        }

        Assert.Equal(outputs[0], outputs[1]);
        return outputs[0];
    }

    private static byte[] Hex(string hex) => Convert.FromHexString(hex);
}
