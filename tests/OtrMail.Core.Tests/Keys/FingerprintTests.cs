using OtrMail.Core.Keys;

namespace OtrMail.Core.Tests.Keys;

/// <summary>What people compare.</summary>
public sealed class FingerprintTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0xa0, 32).Select(i => (byte)i)];

    [Fact]
    public void It_is_read_however_people_group_it()
    {
        var fingerprint = new Fingerprint(Bytes);
        string hex = Convert.ToHexStringLower(Bytes);
        Assert.Equal(hex, fingerprint.Hex);
        Assert.Equal(16, fingerprint.ToString().Split(' ').Length);
        foreach (string text in new[] { hex, hex.ToUpperInvariant(), fingerprint.ToString(), string.Join(':', hex.Chunk(2).Select(c => new string(c))), " " + hex + " ", hex.Insert(32, "-") })
        {
            Assert.True(Fingerprint.TryParse(text, out Fingerprint? read), text);
            Assert.Equal(fingerprint, read);
        }
    }

    [Fact]
    public void Nothing_else_is_read()
    {
        string hex = Convert.ToHexStringLower(Bytes);
        foreach (string? text in new[] { null, "", hex[1..], hex + "0", hex[..63] + "g", hex[..63] + "٠", "0x" + hex, hex.Insert(3, ".") })
            Assert.False(Fingerprint.TryParse(text, out _), text);
        Assert.Throws<ArgumentException>(() => new Fingerprint(Bytes.AsSpan(1)));
    }
}
