using OtrMail.Core.Streams;

namespace OtrMail.Core.Mail;

/// <summary>A mail whose coding is in a spool.</summary>
/// <param name="start">Its first bytes.</param>
/// <param name="length">Its length.</param>
/// <param name="coded">Its coding; this owns it.</param>
internal sealed class CodedMail(ReadOnlyMemory<byte> start, long length, ByteSource coded) : MailBytes
{
    public override long Length => length;

    public override ReadOnlyMemory<byte> Start => start;

    internal override long CodedLength => coded.Length;

    public override void WriteTo(Stream output, int offset = 0) => Decode(coded.CopyTo, output, offset);

    internal override void WriteCodedTo(Stream output) => coded.CopyTo(output);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            coded.Dispose();
        base.Dispose(disposing);
    }
}
