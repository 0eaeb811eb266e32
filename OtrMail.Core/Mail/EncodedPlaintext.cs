using OtrMail.Core.Wire;

namespace OtrMail.Core.Mail;

/// <summary>A plaintext as it is encrypted: small fields first, then the mail's coding, then the padding.</summary>
/// <param name="fields">The encoding of all that stands before the mail; this owns it.</param>
/// <param name="mail">The mail.</param>
internal sealed class EncodedPlaintext(WireWriter fields, MailBytes mail) : IDisposable
{
    private const int ZerosBytes = 64 << 10;

    /// <summary>Its length, padded.</summary>
    public long Length { get; } = Padme.PaddedLength(fields.Length + mail.CodedLength);

    /// <summary>Whether the mail is in memory.</summary>
    public bool IsInMemory => mail.IsInMemory;

    /// <summary>Writes all of it.</summary>
    public void WriteTo(Stream output)
    {
        output.Write(fields.Written);
        mail.WriteCodedTo(output);
        long padding = Length - fields.Length - mail.CodedLength;
        byte[] zeros = new byte[Math.Min(padding, ZerosBytes)];
        for (; padding > 0; padding -= zeros.Length)
            output.Write(zeros.AsSpan(0, (int)Math.Min(padding, zeros.Length)));
    }

    /// <summary>Wipes the fields.</summary>
    public void Dispose() => fields.Dispose();
}
