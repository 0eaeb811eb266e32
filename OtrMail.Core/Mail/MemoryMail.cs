using System.Security.Cryptography;

namespace OtrMail.Core.Mail;

/// <summary>A mail in memory; its coding is made when it is first needed.</summary>
internal sealed class MemoryMail(ReadOnlyMemory<byte> mail) : MailBytes
{
    private byte[]? _coded;

    public override long Length => mail.Length;

    public override ReadOnlyMemory<byte> Start => mail;

    internal override long CodedLength => Coded.Length;

    private byte[] Coded => _coded ??= BodyCoding.Encode(mail.Span);

    public override void WriteTo(Stream output, int offset = 0) => output.Write(mail.Span[offset..]);

    internal override void WriteCodedTo(Stream output) => output.Write(Coded);

    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(_coded);
        _coded = null;
        base.Dispose(disposing);
    }
}
