using System.Text.Json;
using OtrMail.Cli.Forms;

namespace OtrMail.Cli.Tests;

/// <summary>The status is written piece by piece, and is the same as if it were not.</summary>
public class StatusJsonTests
{
    private static readonly string Print = new('a', 64);

    private static readonly KeyForm Own = new(
        true, ["ä+\"<b>\"@example.org"], Print, null, 3, null, new SigningKeyForm(Print, 1, 2, 3), new PrekeyForm(1, 2, 3), null);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3000)]
    public void It_is_byte_for_byte_what_the_serializer_makes_of_the_whole(int count)
    {
        StatusForm status = Form(count);
        using var output = new MemoryStream();
        StatusJson.Write(output, status);
        Assert.Equal([.. JsonSerializer.SerializeToUtf8Bytes(status, FormContext.Default.StatusForm), (byte)'\n'], output.ToArray());
    }

    [Fact]
    public void No_piece_is_as_long_as_what_is_told_of_many_contacts()
    {
        using var output = new PieceStream();
        StatusJson.Write(output, Form(3000));
        Assert.InRange(output.Length, 1 << 21, long.MaxValue);
        Assert.InRange(output.Longest, 1, 1 << 17);
    }

    private static StatusForm Form(int count) => new(
        Own,
        [.. Enumerable.Range(0, count).Take(2).Select(i => new OwnPrekeyForm((uint)i, 1, 2, 3, i == 0))],
        [.. Enumerable.Range(0, count).Take(2).Select(i => new OwnSigningKeyForm(Print, i, 2, 3, i == 0))],
        [.. Enumerable.Range(0, count).Take(2).Select(i => new OwnPublishedKeyForm(Print, i, 2))],
        count == 1,
        [.. Enumerable.Range(0, count).Select(i => new DueForm("ack", i, i % 2 == 0 ? null : Print, $"b{i}@example.net"))],
        [.. Enumerable.Range(0, count).Select(Contact)]);

    private static ContactForm Contact(int i) => new(
        i % 3 == 0 ? [] : [$"b{i}@example.net", "ü&'\u2028@example.net"],
        Print, "verified", i, "established", i % 2 == 0 ? null : "data", 1, 2, 3, 4, 5, 6, 7, 8, 9,
        [.. Enumerable.Range(0, i % 3).Select(n => new SessionForm(
            Print, "established", n == 0, 1, 2, [new HeldKeyForm(1, 2, null), new HeldKeyForm(2, 3, 4)], false, 5, 6, 7))]);

    private sealed class PieceStream : MemoryStream
    {
        public long Longest { get; private set; }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Longest = Math.Max(Longest, count);
            base.Write(buffer, offset, count);
        }
    }
}
