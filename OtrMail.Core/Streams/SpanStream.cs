namespace OtrMail.Core.Streams;

/// <summary>Gives everything that is written to a function.</summary>
/// <param name="write">Gets each piece.</param>
public sealed class SpanStream(Action<ReadOnlySpan<byte>> write) : WriteOnlyStream
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => write(buffer);
}
