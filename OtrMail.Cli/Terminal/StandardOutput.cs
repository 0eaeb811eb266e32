using OtrMail.Core.Streams;

namespace OtrMail.Cli.Terminal;

/// <summary>Standard output as a stream that fails when nobody reads it, instead of pretending.</summary>
/// <param name="descriptor">1 for output, 2 for errors.</param>
internal sealed class StandardOutput(int descriptor) : WriteOnlyStream
{
    public override void Write(ReadOnlySpan<byte> buffer) => Libc.WriteAll(descriptor, buffer);
}
