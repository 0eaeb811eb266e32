using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Core.Mime;

/// <summary>One recipient's encrypted mail, ready to be sent. Each time it is written out it is the same.</summary>
public sealed class EncryptedMail : IDisposable
{
    private readonly SealedMail _packet;
    private readonly OuterFrame _frame;
    private byte[]? _mail;

    internal EncryptedMail(Address recipient, SealedMail packet, OuterFrame frame)
    {
        Recipient = recipient;
        _packet = packet;
        _frame = frame;
    }

    /// <summary>Whom it is for; nobody else can read it.</summary>
    public Address Recipient { get; }

    /// <summary>Which message it is.</summary>
    public PacketType Type => _packet.Type;

    /// <summary>Bytes of the whole mail.</summary>
    public long Length => _frame.LengthWith(_packet.Length);

    /// <summary>The whole mail, in one piece of memory.</summary>
    /// <exception cref="InsufficientMemoryException">It is too long for that.</exception>
    public byte[] Mail => _mail ??= ToArray();

    /// <summary>Writes the whole mail, in bounded memory.</summary>
    /// <exception cref="IOException">The stream refuses, or a long mail cannot be read any more.</exception>
    public void WriteTo(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _frame.Write(_packet.WriteTo, output);
    }

    /// <summary>Wipes the keys that a long mail is encrypted under.</summary>
    public void Dispose() => _packet.Dispose();

    private byte[] ToArray()
    {
        if (Length > Array.MaxLength)
            throw new InsufficientMemoryException("too long for one array");
        byte[] mail = GC.AllocateUninitializedArray<byte>((int)Length);
        using var stream = new MemoryStream(mail);
        WriteTo(stream);
        return mail;
    }
}
