using System.Text;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Tests.Mime;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Mail;

public class BodyCodingTests
{
    public static TheoryData<string> Names => new(Samples.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_mails_come_back_exactly(string name) => AssertExact(Samples.Read(name));

    [Theory]
    [InlineData(76, "\n", 0)]
    [InlineData(76, "\r\n", 1)]
    [InlineData(64, "\n", 2)]
    [InlineData(4, "\r\n", 0)]
    [InlineData(252, "\n", 1)]
    public void Runs_of_every_shape_are_folded(int line, string lineEnd, int extra)
    {
        byte[] binary = new byte[line * 12 + extra];
        new Random(1).NextBytes(binary);
        byte[] mail = Samples.Bytes("A: b\n\n" + Lines(binary, line, lineEnd) + "--end--\n");
        Assert.InRange(AssertExact(mail), binary.Length, binary.Length + 60);
        Assert.InRange(AssertExact(Samples.Bytes(Lines(binary, line, lineEnd))), binary.Length, binary.Length + 20);
    }

    [Fact]
    public void The_coding_is_the_documented_one()
    {
        string run = Lines([.. Enumerable.Range(0, 31).Select(i => (byte)i)], 8, "\r\n");
        byte[] coded = BodyCoding.Encode(Samples.Bytes("hi\n" + run + "ho"));
        byte[] expected =
        [
            1, 0, 0, 0, 3, .. "hi\n"u8,
            2, 8, 2, 0, 0, 0, 31, .. Enumerable.Range(0, 31).Select(i => (byte)i),
            1, 0, 0, 0, 2, .. "ho"u8,
            0,
        ];
        Assert.Equal(expected, coded);
        Assert.Equal([0], BodyCoding.Encode([]));
    }

    public static TheoryData<string> NearRuns
    {
        get
        {
            string run = Lines([.. Enumerable.Range(0, 200).Select(i => (byte)(i * 7))], 40, "\n");
            string padded = run[..^1];
            return new(
                padded,
                run + "\n",
                run.Replace("\n", "\r"),
                run.Replace("\n", "\n\n"),
                run.Replace("\n", " \n"),
                run.Replace("\n", "\r\n")[..^2] + "\n",
                run[..^2] + "\r\n",
                run.Insert(41, " "),
                run.Insert(20, "="),
                run.Remove(39, 1).Insert(39, "="),
                run.Remove(79, 2),
                run + run,
                run + run[..41],
                run.Replace("\n", "\r\n") + run,
                run + run.Replace("\n", "\r\n"),
                "x" + run,
                run[1..],
                run + "AB==\n",
                run + "AA==\n",
                run + "AAA=\nAAA=\n",
                run + "====\n",
                run + "A===\n",
                run + "AA==AA==\n",
                Lines(new byte[200], 40, "\n").Replace("AAA", "A\tA"),
                "QUFB\nQUFB\nQUFB\nQUFB\nQUFB\nQUFB\nQUFB\nQUFB\nQUFB\nQR==\n",
                "QUFB\nQUFB\nQUFB\nQUFB\nQUFB\nQUFB\nQUFB\nQUFB\nQUFB\nQQ==\nQQ==\n",
                new string('A', 256) + "\n" + new string('A', 256) + "\n" + new string('A', 256) + "\n" + new string('A', 256) + "\n",
                "\n\n\n\n\n",
                "\r\n\r\n",
                "\r");
        }
    }

    [Theory]
    [MemberData(nameof(NearRuns))]
    public void What_is_almost_a_run_comes_back_exactly(string body) => AssertExact(Samples.Bytes(body));

    [Fact]
    public void Any_bytes_come_back_exactly()
    {
        var random = new Random(2);
        for (int i = 0; i < 1500; i++)
        {
            var body = new StringBuilder();
            for (int pieces = random.Next(6); pieces >= 0; pieces--)
                body.Append(Piece(random));
            byte[] bytes = Samples.Bytes(body.ToString());
            for (int bends = random.Next(3); bends > 0 && bytes.Length > 0; bends--)
                bytes[random.Next(bytes.Length)] = (byte)"AZ+/=\r\n \0"[random.Next(9)];
            AssertExact(bytes);
        }
    }

    [Fact]
    public void Long_runs_are_cut_at_line_ends_so_that_both_sides_stream()
    {
        byte[] binary = new byte[5_000_001];
        new Random(4).NextBytes(binary);
        byte[] body = Samples.Bytes("head\r\n\r\n" + Lines(binary, 76, "\r\n") + "tail");
        int coded = AssertExact(body);
        Assert.InRange(coded, binary.Length, binary.Length + 200);
    }

    [Fact]
    public void An_attachment_of_25_MB_leaves_within_five_percent_of_its_size()
    {
        byte[] binary = new byte[25_000_000];
        new Random(5).NextBytes(binary);
        byte[] mail = Samples.Bytes("From: alice@example.org\nTo: bob@example.net\nContent-Transfer-Encoding: base64\n\n" + Lines(binary, 76, "\n"));
        byte[] coded = BodyCoding.Encode(mail);
        byte[] wrapped = OuterMail.Wrap(Samples.Outgoing(mail), coded, SystemRandomSource.Instance);
        Assert.InRange(wrapped.Length, 0, (int)(mail.Length * 1.05));
        Assert.True(BodyCoding.TryDecode(coded, mail.Length, out byte[] again));
        Assert.True(again.AsSpan().SequenceEqual(mail));
    }

    public static TheoryData<byte[]> Bad => new(
        [],
        [3],
        [0, 0],
        [1, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 2, 65, 0],
        [1, 0, 0, 0, 1, 65],
        [1, 0, 0, 0],
        [1, 255, 255, 255, 255, 65, 0],
        [2, 76, 1, 0, 0, 0, 0, 0],
        [2, 0, 1, 0, 0, 0, 1, 65, 0],
        [2, 6, 1, 0, 0, 0, 1, 65, 0],
        [2, 253, 1, 0, 0, 0, 1, 65, 0],
        [2, 76, 0, 0, 0, 0, 1, 65, 0],
        [2, 76, 3, 0, 0, 0, 1, 65, 0],
        [2, 76, 1, 0, 0, 0, 2, 65, 0],
        [2, 76, 1, 255, 255, 255, 255, 65, 0],
        [2, 76, 1]);

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_coding_is_refused(byte[] coded)
    {
        Assert.False(BodyCoding.TryDecode(coded, 1 << 20, out byte[] body));
        Assert.Empty(body);
        Assert.False(BodyCoding.TryDecode(new MemoryStream(coded), Stream.Null, 1 << 20));
    }

    [Fact]
    public void More_than_the_limit_is_never_decoded()
    {
        byte[] coded = [2, 4, 2, 0, 0, 0, 4, 1, 2, 3, 4, 1, 0, 0, 0, 1, 65, 0];
        Assert.True(BodyCoding.TryDecode(coded, 13, out byte[] body));
        Assert.Equal("AQID\r\nBA==\r\nA", Samples.Text(body));
        Assert.False(BodyCoding.TryDecode(coded, 12, out _));
        Assert.True(BodyCoding.TryDecode(new MemoryStream(coded), Stream.Null, 13));
        Assert.False(BodyCoding.TryDecode(new MemoryStream(coded), Stream.Null, 12));
    }

    /// <summary>Both ways, whole and streamed; returns the length of the coding.</summary>
    private static int AssertExact(byte[] body)
    {
        byte[] coded = BodyCoding.Encode(body);
        Assert.True(BodyCoding.TryDecode(coded, body.Length, out byte[] again));
        Assert.True(body.AsSpan().SequenceEqual(again));
        using var streamed = new MemoryStream();
        BodyCoding.Encode(new MemoryStream(body), streamed);
        Assert.True(BodyCoding.TryDecode(streamed.ToArray(), body.Length, out again));
        Assert.True(body.AsSpan().SequenceEqual(again));
        using var decoded = new MemoryStream();
        Assert.True(BodyCoding.TryDecode(new MemoryStream(coded), decoded, body.Length));
        Assert.True(body.AsSpan().SequenceEqual(decoded.ToArray()));
        Assert.InRange(coded.Length, 1, body.Length + 6);
        return coded.Length;
    }

    private static string Piece(Random random)
    {
        byte[] binary = new byte[random.Next(600)];
        random.NextBytes(binary);
        string lineEnd = random.Next(2) == 0 ? "\n" : "\r\n";
        return random.Next(5) switch
        {
            0 => Samples.Text(binary),
            1 => Convert.ToBase64String(binary),
            2 => "word " + lineEnd,
            _ => Lines(binary, random.Next(1, 30) * (random.Next(8) == 0 ? 3 : 4), lineEnd),
        };
    }

    private static string Lines(byte[] binary, int length, string lineEnd)
    {
        string text = Convert.ToBase64String(binary);
        var lines = new StringBuilder();
        for (int at = 0; at < text.Length; at += length)
            lines.Append(text.AsSpan(at, Math.Min(length, text.Length - at))).Append(lineEnd);
        return lines.ToString();
    }
}
