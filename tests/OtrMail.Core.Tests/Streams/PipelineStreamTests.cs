using OtrMail.Core.Streams;

namespace OtrMail.Core.Tests.Streams;

/// <summary>The second thread takes every byte in order, and what goes wrong there is told where the bytes come from.</summary>
public sealed class PipelineStreamTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(123_456)]
    public void Every_byte_arrives_in_order_in_pieces_of_one_buffer(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        List<byte[]> pieces = [];
        using (var pipeline = new PipelineStream(new SpanStream(piece => pieces.Add(piece.ToArray())), 1000))
        {
            for (int at = 0, count; at < length; at += count)
            {
                count = Math.Min(length - at, 1 + (at % 2500));
                pipeline.Write(bytes.AsSpan(at, count));
            }

            pipeline.Finish();
        }

        Assert.Equal(bytes, pieces.SelectMany(piece => piece));
        Assert.All(pieces.SkipLast(1), piece => Assert.Equal(1000, piece.Length));
    }

    [Fact]
    public void A_failure_of_the_output_is_thrown_to_the_writer_at_the_latest_at_the_end()
    {
        using var pipeline = new PipelineStream(new SpanStream(_ => throw new IOException("full")), 100);
        IOException e = Assert.Throws<IOException>(() =>
        {
            for (int i = 0; i < 1000; i++)
                pipeline.Write(new byte[77]);
        });
        Assert.Equal("full", e.Message);
        Assert.Throws<IOException>(pipeline.Finish);
    }

    [Fact]
    public void A_writer_that_gives_up_stops_the_other_thread_and_leaves_no_byte_in_the_buffers()
    {
        byte[]? seen = null;
        int pieces = 0;
        var pipeline = new PipelineStream(new Output(piece => (seen, pieces) = (piece, pieces + 1)), 100);
        pipeline.Write(Enumerable.Repeat((byte)1, 250).ToArray());
        SpinWait.SpinUntil(() => Volatile.Read(ref pieces) > 0, 10_000);
        pipeline.Dispose();
        Assert.InRange(pieces, 1, 2);
        Assert.All(seen!, value => Assert.Equal(0, value));
    }

    private sealed class Output(Action<byte[]> write) : WriteOnlyStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => write(buffer);
    }
}
