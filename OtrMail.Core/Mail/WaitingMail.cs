using OtrMail.Core.Streams;

namespace OtrMail.Core.Mail;

/// <summary>A fetched mail that was read and waits to be delivered.</summary>
public sealed class WaitingMail : IDisposable
{
    private readonly Action<Stream> _write;
    private readonly ByteSource? _bytes;

    /// <summary>A mail to be kept.</summary>
    /// <param name="length">Its bytes, or a little more.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="date">When the server got it, Unix seconds.</param>
    /// <param name="flags">Its flags there, letters.</param>
    public WaitingMail(long length, Action<Stream> write, long date, string flags)
    {
        (Length, _write, Date, Flags) = (length, write, date, flags);
    }

    internal WaitingMail(ByteSource bytes, long date, string flags)
        : this(bytes.Length, bytes.CopyTo, date, flags) => _bytes = bytes;

    /// <summary>Bytes of the mail at most.</summary>
    public long Length { get; }

    /// <summary>When the server got it, Unix seconds.</summary>
    public long Date { get; }

    /// <summary>Its flags there, letters.</summary>
    public string Flags { get; }

    /// <summary>Writes the mail, in bounded memory.</summary>
    /// <exception cref="IOException">The stream refuses, or a long mail cannot be read any more.</exception>
    public void WriteTo(Stream output) => _write(output);

    /// <summary>The mail in one piece of memory.</summary>
    public byte[] ToArray()
    {
        using var bytes = new MemoryStream((int)Length);
        WriteTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Lets go of a long mail.</summary>
    public void Dispose() => _bytes?.Dispose();
}
