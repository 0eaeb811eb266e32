using System.Text;
using OtrMail.Core.Mime;

namespace OtrMail.Core.Tests.Mime;

/// <summary>Base64 as mail brings it: lines that are looked at together say the same as characters looked at one by one.</summary>
public sealed class Base64DecodingTests
{
    private static readonly string[] Disturbances = [" \r\n", "\n", "\r\n\r\n", "=", "-- \r\nfooter\r\n", "\0", " ", "\t\n", "\r\r\n", "QUJD\n"];

    [Fact]
    public void Many_lines_at_once_decode_like_single_bytes_whatever_is_between_them()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            byte[] text = Text(random);
            (bool IsWhole, byte[] Bytes) one = Decoded(text, () => 1);
            (bool IsWhole, byte[] Bytes) many = Decoded(text, () => random.Next(1, 40_000));
            Assert.Equal(one.IsWhole, many.IsWhole);
            Assert.Equal(one.Bytes, many.Bytes);
        }
    }

    [Fact]
    public void A_long_text_of_equal_lines_comes_back_whole()
    {
        byte[] bytes = new byte[300_001];
        new Random(1).NextBytes(bytes);
        string text = Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks) + "\r\n";
        foreach (string one in new[] { text, text.Replace("\r\n", "\n", StringComparison.Ordinal) })
        {
            (bool isWhole, byte[] decoded) = Decoded(Encoding.ASCII.GetBytes(one), () => 65_536);
            Assert.True(isWhole);
            Assert.Equal(bytes, decoded);
        }
    }

    private static byte[] Text(Random random)
    {
        int line = random.Next(4) switch { 0 => 64, 1 => 76, 2 => 7, _ => random.Next(1, 200) };
        string end = random.Next(2) == 0 ? "\n" : "\r\n";
        byte[] bytes = new byte[random.Next(30_000)];
        random.NextBytes(bytes);
        string chars = Convert.ToBase64String(bytes).TrimEnd('=');
        var text = new StringBuilder();
        bool isDisturbed = random.Next(3) > 0;
        for (int at = 0; at < chars.Length; at += line)
        {
            text.Append(chars.AsSpan(at, Math.Min(line, chars.Length - at))).Append(end);
            if (isDisturbed && random.Next(60) == 0)
                text.Insert(text.Length - random.Next(Math.Min(text.Length, 5)), Disturbances[random.Next(Disturbances.Length)]);
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static (bool IsWhole, byte[] Bytes) Decoded(byte[] text, Func<int> piece)
    {
        using var decoded = new MemoryStream();
        using TransferDecoding decoding = TransferDecoding.Of(TransferEncoding.Base64, decoded);
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = Math.Min(piece(), text.Length - at);
            decoding.Write(text.AsSpan(at, length));
        }

        return (decoding.Finish(), decoded.ToArray());
    }
}
