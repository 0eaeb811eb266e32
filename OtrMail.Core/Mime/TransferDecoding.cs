using OtrMail.Core.Streams;

namespace OtrMail.Core.Mime;

/// <summary>Takes the transfer encoding (RFC 2045 section 6) off what is written to it.</summary>
internal abstract class TransferDecoding : WriteOnlyStream
{
    /// <summary>A decoder.</summary>
    /// <param name="encoding">How the body is encoded.</param>
    /// <param name="output">Gets what is inside.</param>
    public static TransferDecoding Of(TransferEncoding encoding, Stream output) => encoding switch
    {
        TransferEncoding.Base64 => new Base64Decoding(output),
        TransferEncoding.QuotedPrintable => new QuotedPrintableDecoding(output),
        _ => new NoDecoding(output),
    };

    /// <summary>Writes what is left; false when what came cannot be decoded.</summary>
    public abstract bool Finish();

    private sealed class NoDecoding(Stream output) : TransferDecoding
    {
        public override void Write(ReadOnlySpan<byte> buffer) => output.Write(buffer);

        public override bool Finish() => true;
    }
}
