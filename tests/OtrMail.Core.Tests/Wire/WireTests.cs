using OtrMail.Core.Tests.Mail;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Tests.Wire;

/// <summary>The data encodings of OTR: what is written is read, and nothing else is.</summary>
public sealed class WireTests
{
    [Fact]
    public void The_encodings_are_those_of_otr_big_endian()
    {
        using var writer = new WireWriter(1);
        writer.Byte(1).Short(0x0203).Int(0x04050607).Long(0x08090a0b0c0d0e0f).Data([0x10, 0x11]).Raw([0x12]).Flag(true).Zeros(2).Text("é");
        Assert.Equal(
            "0102030405060708090a0b0c0d0e0f000000021011" + "12" + "01" + "0000" + "00000002c3a9",
            Convert.ToHexStringLower(writer.Written));
    }

    [Fact]
    public void Whatever_is_written_is_read_again_and_every_proper_beginning_of_it_fails()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            byte[] bytes = Write(new SeededRandom(seed));
            Assert.True(Matches(seed, bytes));
            for (int length = 0; length < bytes.Length; length++)
                Assert.False(Matches(seed, bytes[..length]), $"seed {seed}, {length} of {bytes.Length} bytes");
            Assert.False(Matches(seed, [.. bytes, 0]), $"seed {seed}, one byte too many");
        }
    }

    [Fact]
    public void After_a_failure_everything_reads_as_nothing()
    {
        var reader = new WireReader([1, 2, 3, 4, 5, 6, 7, 8, 9]);
        reader.Raw(10);
        Assert.False(reader.Ok);
        Assert.Equal(0, reader.Byte());
        Assert.Equal(0u, reader.Int());
        Assert.Equal(0, reader.Long());
        Assert.Equal(0, reader.Rest().Length);
        Assert.Equal(0, reader.Remaining);
        Assert.False(reader.Finished);
    }

    [Theory]
    [InlineData("00000005" + "0102030405", 4, false)] // over its limit
    [InlineData("00000004" + "01020304", 4, true)]
    [InlineData("00000005" + "01020304", 9, false)] // longer than what is there
    [InlineData("ffffffff", int.MaxValue, false)]
    [InlineData("80000000", int.MaxValue, false)]
    [InlineData("7fffffff", int.MaxValue, false)]
    [InlineData("00000000", 0, true)]
    public void Data_is_checked_against_its_limit_and_against_what_is_there(string hex, int limit, bool good)
    {
        var reader = new WireReader(Convert.FromHexString(hex));
        reader.Data(limit);
        Assert.Equal(good, reader.Finished);
    }

    [Fact]
    public void A_long_has_no_sign_a_flag_no_third_value_and_a_count_a_limit()
    {
        var reader = new WireReader(Convert.FromHexString("8000000000000000"));
        Assert.Equal(0, reader.Long());
        Assert.False(reader.Ok);
        reader = new WireReader([2]);
        reader.Flag();
        Assert.False(reader.Ok);
        reader = new WireReader([3]);
        Assert.Equal(0, reader.Count(2));
        Assert.False(reader.Ok);
        reader = new WireReader([0, 3]);
        Assert.Equal(0, reader.LongCount(2));
        Assert.False(reader.Ok);
        reader = new WireReader([1]);
        reader.Raw(-1);
        Assert.False(reader.Ok);
    }

    [Fact]
    public void A_disposed_writer_has_nothing_left()
    {
        var writer = new WireWriter();
        writer.Raw([1, 2, 3]);
        ReadOnlySpan<byte> written = writer.Written;
        writer.Dispose();
        Assert.Equal(0, writer.Length);
        Assert.Equal([0, 0, 0], written.ToArray());
        Assert.Equal([0, 0, 0], writer.Advance(3).ToArray());
    }

    private static byte[] Write(SeededRandom random)
    {
        using var writer = new WireWriter(random.Below(4) + 1);
        for (int left = random.Below(8) + 1; left > 0; left--)
        {
            byte[] blob = new byte[random.Below(20)];
            random.Fill(blob);
            switch (random.Below(5))
            {
                case 0: writer.Byte((byte)blob.Length); break;
                case 1: writer.Short((ushort)(blob.Length * 77)); break;
                case 2: writer.Int((uint)blob.Length * 77_777_777); break;
                case 3: writer.Long(blob.Length * 77_777_777_777L); break;
                default: writer.Data(blob); break;
            }
        }

        return writer.ToArray();
    }

    /// <summary>Reads what the same seed wrote, field by field.</summary>
    private static bool Matches(int seed, byte[] bytes)
    {
        var random = new SeededRandom(seed);
        var reader = new WireReader(bytes);
        bool same = true;
        random.Below(4);
        for (int left = random.Below(8) + 1; left > 0; left--)
        {
            byte[] blob = new byte[random.Below(20)];
            random.Fill(blob);
            same &= random.Below(5) switch
            {
                0 => reader.Byte() == blob.Length,
                1 => reader.Short() == blob.Length * 77,
                2 => reader.Int() == (uint)blob.Length * 77_777_777,
                3 => reader.Long() == blob.Length * 77_777_777_777L,
                _ => reader.Data(20).SequenceEqual(blob),
            };
        }

        return same && reader.Finished;
    }
}
