using System.Buffers;

namespace OtrMail.Core.Mail;

/// <summary>A mail in memory; its coding is made when it is first needed.</summary>
internal sealed class MemoryMail(ReadOnlyMemory<byte> mail) : MailBytes
{
    private ArrayBufferWriter<byte>? _coded;

    public override long Length => mail.Length;

    public override ReadOnlyMemory<byte> Start => mail;

    internal override long CodedLength => Coded.WrittenCount;

    private ArrayBufferWriter<byte> Coded => _coded ??= Encode();

    public override void WriteTo(Stream output, int offset = 0) => output.Write(mail.Span[offset..]);

    internal override void WriteCodedTo(Stream output) => output.Write(Coded.WrittenSpan);

    protected override void Dispose(bool disposing)
    {
        _coded?.Clear(); // zeroes what was written
        _coded = null;
        base.Dispose(disposing);
    }

    private ArrayBufferWriter<byte> Encode()
    {
        var coded = new ArrayBufferWriter<byte>(mail.Length + BodyCoding.Overhead);
        BodyEncoderStream.Encode(mail.Span, coded);
        return coded;
    }
}
