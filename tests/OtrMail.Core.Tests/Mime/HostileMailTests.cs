using System.Text;
using OtrMail.Core.Mime;

namespace OtrMail.Core.Tests.Mime;

/// <summary>
/// Mails made to cost. What is asserted is the answer and the memory that it took (which is exact); one generous cap on
/// time only ends a test that would never end.
/// </summary>
public class HostileMailTests
{
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(60);

    public static TheoryData<string, MimeFault> Bombs => new()
    {
        { "folded header", MimeFault.NotOtrMail },
        { "folded header of an OTR-Mail message", MimeFault.TooLarge },
        { "folded header in a part", MimeFault.TooLarge },
        { "folded Content-Type", MimeFault.NotOtrMail },
        { "million fields", MimeFault.NotOtrMail },
        { "million parts", MimeFault.TooLarge },
        { "million foreign parts", MimeFault.NotOtrMail },
        { "depth 5000", MimeFault.TooLarge },
        { "depth 5000 of forwards", MimeFault.NotOtrMail },
        { "one line of 30 million", MimeFault.NotOtrMail },
        { "lines of dashes", MimeFault.Malformed },
        { "many parameters", MimeFault.NotOtrMail },
        { "900 candidates", MimeFault.Malformed },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task A_bomb_is_answered_and_costs_little(string name, MimeFault expected)
    {
        byte[] mail = Make(name);
        (MimeFault fault, long allocated) = await Task.Run(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.False(PacketFinder.TryFind(mail, out _, out MimeFault answer));
            _ = OutgoingMail.TryParse(mail, out _, out _);
            KeyBundleFinder.Find(mail);
            return (answer, GC.GetAllocatedBytesForCurrentThread() - before);
        }).WaitAsync(Cap);
        Assert.Equal(expected, fault);
        Assert.True(allocated < 16 << 20, $"{allocated} bytes for {mail.Length}");
    }

    [Fact]
    public async Task Spoofed_status_fields_by_the_million_are_removed_in_one_pass()
    {
        string mail = Repeat("otr-mail-status: x\rOTR-Mail-Status: y\r\n", 1_000_000) + Repeat("A: b\rOTR-Mail-Status: y\r\n", 300_000) + "\r\nbody";
        byte[] bytes = Samples.Bytes(mail);
        ReadOnlyMemory<byte> rest = await Task.Run(() => StatusHeader.Remove(bytes)).WaitAsync(Cap);
        Assert.Equal(Repeat("A: b\r\n", 300_000) + "\r\nbody", Samples.Text(rest));
    }

    [Theory]
    [InlineData("a@b.c,")]
    [InlineData("(")]
    [InlineData("\"\\\"")]
    [InlineData("a:")]
    [InlineData("<@")]
    [InlineData("=?utf-8?q?a?= ")]
    [InlineData(",\n ")]
    [InlineData("a.")]
    public async Task Address_fields_up_to_the_header_limit_are_answered(string unit)
    {
        byte[] mail = Samples.Bytes("From: a@example.org\nTo: x@example.com, " + Repeat(unit, 64_000 / unit.Length) + "\n\n");
        await Task.Run(() => _ = OutgoingMail.TryParse(mail, out _, out _)).WaitAsync(Cap);
    }

    [Fact]
    public void Random_mail_never_throws()
    {
        string[] words =
        [
            "From: ", "To: ", "Content-Type: ", "multipart/mixed; boundary=b", "message/rfc822", "application/otr-mail", "\n", "\r\n", "\r", "\0", " ", "\n\n",
            "--b", "--b--", "T1RSTQEB", "OTRM\u0001", "Content-Transfer-Encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\n", "=", "=4F", ":", "a@example.org",
            "<", ">", "\"", "(", ";", ",", "é", "OTR-Mail-Status: ", "OTR-Mail-Key: ", "From x", "multipart/digest; boundary=b", "=?utf-8?q?", "Bcc: ", KeyBundleFinder.Begin, KeyBundleFinder.End,
        ];
        var random = new Random(11);
        for (int i = 0; i < 30_000; i++)
        {
            byte[] mail = Samples.Bytes(string.Concat(random.GetItems(words, random.Next(40))));
            PacketFinder.TryFind(mail, out FoundPacket? found, out MimeFault fault);
            Assert.Equal(found is null, fault != MimeFault.None);
            if (found is not null)
                Assert.True(found.Packet.Span.StartsWith(PacketFinder.Magic));
            if (OutgoingMail.TryParse(mail, out OutgoingMail? outgoing, out _))
            {
                Assert.True(InnerSender.TryRead(outgoing.Inner.Memory, out _, out _));
                Assert.True(OuterRecord.TryDecode(OuterRecord.Of(outgoing).Encode(), out _));
                byte[] wrapped = OuterMail.Wrap(outgoing, Samples.Packet(40), Ring.SystemRandomSource.Instance);
                Assert.True(PacketFinder.TryFind(wrapped, out found, out fault), $"{fault}: {Samples.Text(mail)}");
                Assert.Empty(OuterRecord.Of(outgoing).Compare(found.Header!));
            }

            InnerSender.TryRead(mail, out _, out _);
            KeyBundleFinder.Find(mail);
            if (HeaderBlock.TryParse(mail, out HeaderBlock? header, out _))
                KeyHeader.Find(header);
            Assert.True(HeaderBlock.TryParse(DecryptedMail.Render(mail, "v"), out header, out _));
            Assert.Single(header.All(StatusHeader.Name));
        }
    }

    private static byte[] Make(string name)
    {
        const string Mixed = "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n";
        const string Claim = "Content-Type: application/otr-mail\n\n";
        string mail = name switch
        {
            "folded header" => "X: a" + Repeat("\n b", 400_000) + "\n\nbody",
            "folded header of an OTR-Mail message" => "X: a" + Repeat("\n b", 400_000) + "\n" + Samples.Wrapped(Samples.Packet()),
            "folded header in a part" => Mixed + "--b\nX: a" + Repeat("\n b", 400_000) + "\n\nbody\n--b\n" + Claim,
            "folded Content-Type" => "Content-Type: multipart/mixed" + Repeat(";\n a=b", 10_000) + "; boundary=b\n\n--b\n\n",
            "million fields" => Repeat("a:\n", 1_000_000) + "\n",
            "million parts" => Mixed + "--b\n" + Claim + Repeat("--b\n\n", 1_000_000),
            "million foreign parts" => Mixed + Repeat("--b\n\n", 1_000_000),
            "depth 5000" => Mixed + string.Concat(Enumerable.Range(0, 5000).Select(i => $"--{(i == 0 ? "b" : $"b{i - 1}")}\nContent-Type: multipart/mixed; boundary=b{i}\n\n")) + "--b4999\n" + Claim,
            "depth 5000 of forwards" => Repeat("Content-Type: message/rfc822\n\n", 5000) + Samples.Wrapped(Samples.Packet()),
            "one line of 30 million" => "From: a@example.org\n\n" + new string('x', 30_000_000),
            "lines of dashes" => Mixed.Replace("=b\n", "=" + new string('-', 70) + "\n") + "--" + new string('-', 70) + "\n" + Claim
                + Repeat("--" + new string('-', 69) + "x\n", 200_000) + Repeat("--\n", 3_000_000),
            "many parameters" => "Content-Type: multipart/mixed" + string.Concat(Enumerable.Range(0, 700).Select(i => $"; a*{i}=b")) + "\n\n",
            "900 candidates" => Mixed + string.Concat(Enumerable.Range(0, 900).Select(i => $"--b\nContent-Type: application/x\n\nOTRM\u0001{i}{new string('x', 10_000)}\n")),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
        return Encoding.Latin1.GetBytes(mail);
    }

    private static string Repeat(string unit, int count) => new StringBuilder(unit.Length * count).Insert(0, unit, count).ToString();
}
