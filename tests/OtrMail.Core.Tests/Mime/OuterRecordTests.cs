using OtrMail.Core.Mime;

namespace OtrMail.Core.Tests.Mime;

public class OuterRecordTests
{
    private const string Original =
        "From: Alice <alice@example.org>\nTo: bob@example.net,\n carol@example.com\nSubject: blue\nDate: d\nMessage-ID: <m@example.org>\nReply-To: x@example.org\nContent-Type: text/plain\n\nx";

    private static OuterRecord Record => OuterRecord.Of(Samples.Outgoing(Original));

    [Fact]
    public void The_encoding_is_the_documented_one()
    {
        byte[] encoded = OuterRecord.Of(Samples.Outgoing("Subject: s\nFROM: a@b.c\nDate: 1\n\t2\nDate: 3\n\n")).Encode();
        Assert.Equal("\x03\x01\0\0\0\x05" + "a@b.c\x04\0\0\0\x03" + "1\t2\x08\0\0\0\x05[...]", Samples.Text(encoded));
    }

    [Theory]
    [MemberData(nameof(SampleMailTests.All), MemberType = typeof(SampleMailTests))]
    public void What_is_encoded_decodes_to_the_same(string name)
    {
        byte[] encoded = OuterRecord.Of(Samples.Outgoing(Samples.Read(name))).Encode();
        Assert.True(OuterRecord.TryDecode(encoded, out OuterRecord? record));
        Assert.Equal(encoded, record.Encode());
    }

    [Fact]
    public void What_decodes_encodes_to_the_same_bytes_and_nothing_else_decodes()
    {
        byte[] encoded = Record.Encode();
        for (int at = 0; at < encoded.Length; at++)
        {
            Assert.False(OuterRecord.TryDecode(encoded.AsSpan(0, at), out _));
            for (int value = 0; value < 256; value++)
            {
                byte[] bent = [.. encoded];
                bent[at] = (byte)value;
                if (OuterRecord.TryDecode(bent, out OuterRecord? record))
                    Assert.Equal(bent, record.Encode());
            }
        }

        Assert.False(OuterRecord.TryDecode([.. encoded, 0], out _));
    }

    [Theory]
    [InlineData("\x01\x08\0\0\0\x02\rx")]
    [InlineData("\x01\x08\0\0\0\x02\nx")]
    [InlineData("\x01\x08\0\0\0\x02x\0")]
    [InlineData("\x01\x08\0\0\0\x02 x")]
    [InlineData("\x01\x0a\0\0\0\x01x")]
    [InlineData("\x01\0\0\0\0\x01x")]
    [InlineData("\x02\x04\0\0\0\x01x\x04\0\0\0\x01x")]
    [InlineData("\x02\x04\0\0\0\x01x\x03\0\0\0\x01x")]
    [InlineData("\x01\x04\xff\xff\xff\xffx")]
    [InlineData("")]
    public void Bad_records_are_refused(string encoded) => Assert.False(OuterRecord.TryDecode(Samples.Bytes(encoded), out _));

    [Theory]
    [InlineData("from:Alice  <alice@example.org>\r\nTO: bob@example.net, carol@example.com\r\nSubject: [...]\nDate: d\nMessage-Id: <m@example.org>\nReceived: x\nList-Id: y\nDKIM-Signature: z\n\n", "")]
    [InlineData("From: \"Alice\" <ALICE@example.org>\nTo: <bob@example.net>,<carol@example.com>\nSubject: [...]\nDate: d\nMessage-ID: <m@example.org>\n\n", "")]
    [InlineData("From: Alice <alice@example.org>\nTo: bob@example.net\nSubject: [list] [...]\nMessage-ID: <m@example.org>\nMessage-ID: <n@example.org>\nCc: eve@example.com\n\n",
        "To Changed, Cc Added, Date Removed, MessageId Added, Subject Changed")]
    [InlineData("From: Alicia <alice@example.org>\nFrom: mallory@example.com\nTo: bob@example.net, carol@example.com\nSubject: [...]\nDate: d\nMessage-ID: <m@example.org>\n\n",
        "From Changed, From Added")]
    public void What_happened_on_the_way_is_told(string received, string expected) =>
        Assert.Equal(expected, string.Join(", ", Record.Compare(Samples.Header(received)).Select(one => $"{one.Field} {one.Change}")));

    [Fact]
    public void Fields_that_only_the_inside_has_are_confidential() =>
        Assert.Equal(["Subject", "Reply-To"], Record.Confidential(Samples.Header(Original)));

    [Fact]
    public void A_field_that_differs_inside_was_confidential() =>
        Assert.Equal(["To", "X-A"], Record.Confidential(Samples.Header("To: other@example.com\nFROM: Alice\n <alice@example.org>\nX-A: 1\nx-a: 2\n\n")));

    [Fact]
    public void The_longest_header_block_has_a_record_that_can_be_read()
    {
        string from = "From:a@b.c\nTo:\nCc:\nDate:\nAuto-Submitted:\nReferences:";
        string longest = from + new string('x', MimeLimits.Default.MaxHeaderBytes - from.Length);
        Assert.True(OuterRecord.TryDecode(OuterRecord.Of(Samples.Outgoing(longest)).Encode(), out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MimeLimits { MaxHeaderBytes = (64 << 10) + 1 });
    }
}
