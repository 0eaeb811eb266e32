using OtrMail.Core.Mail;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mime;

/// <summary>A mail as it is put out: a header block that was made anew, and the rest as it is. Of any length.</summary>
public sealed class RenderedMail
{
    private readonly ReadOnlyMemory<byte> _head;
    private readonly Action<Stream> _rest;

    private RenderedMail(ReadOnlyMemory<byte> head, Action<Stream> rest, long restLength)
    {
        _head = head;
        _rest = rest;
        Length = head.Length + restLength;
    }

    /// <summary>Bytes of the mail.</summary>
    public long Length { get; }

    /// <summary>Writes the mail, in bounded memory.</summary>
    /// <exception cref="IOException">The stream refuses, or a long mail cannot be read any more.</exception>
    public void WriteTo(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(_head.Span);
        _rest(output);
    }

    /// <summary>The mail in one piece of memory.</summary>
    /// <exception cref="InsufficientMemoryException">It is too long for that.</exception>
    public byte[] ToArray()
    {
        if (Length > Array.MaxLength)
            throw new InsufficientMemoryException("too long for one array");
        byte[] mail = GC.AllocateUninitializedArray<byte>((int)Length);
        using var stream = new MemoryStream(mail);
        WriteTo(stream);
        return mail;
    }

    /// <summary>A mail in memory.</summary>
    public static RenderedMail Of(ReadOnlyMemory<byte> mail) => new(mail, _ => { }, 0);

    /// <summary>A mail that something else writes.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="write">Writes them, as often as needed.</param>
    public static RenderedMail Of(long length, Action<Stream> write) => new(default, write, length);

    /// <summary>A head, and a mail after its first bytes.</summary>
    internal static RenderedMail Of(ReadOnlyMemory<byte> head, MailBytes mail, int offset) =>
        new(head, output => mail.WriteTo(output, offset), mail.Length - offset);

    /// <summary>A head, and bytes after the first ones.</summary>
    internal static RenderedMail Of(ReadOnlyMemory<byte> head, ByteSource bytes, int offset) =>
        new(head, output => bytes.CopyTo(offset, bytes.Length - offset, output), bytes.Length - offset);
}
