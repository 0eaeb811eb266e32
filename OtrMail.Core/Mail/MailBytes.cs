
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mail;

/// <summary>
/// A whole mail, of any length, that can be written out as often as needed. Nearly every mail is in memory; of a longer
/// one only its start is, and the rest stands in its <see cref="BodyCoding"/> where nobody but this process reads it.
/// </summary>
public abstract class MailBytes : IDisposable
{
    /// <summary>What of every mail is in memory at least: any header block that is allowed, and what follows it.</summary>
    public const int StartBytes = 256 << 10;

    /// <summary>Bytes of the mail.</summary>
    public abstract long Length { get; }

    /// <summary>The first <see cref="StartBytes"/> of the mail or more; all of it when it is in memory.</summary>
    public abstract ReadOnlyMemory<byte> Start { get; }

    /// <summary>Whether all of it is in memory.</summary>
    public bool IsInMemory => Start.Length == Length;

    /// <summary>All of a mail that is in memory.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public ReadOnlyMemory<byte> Memory => IsInMemory ? Start : throw new InvalidOperationException("the mail is too long for memory");

    /// <summary>As <see cref="Memory"/>.</summary>
    public ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>Bytes of the mail's coding (<see cref="BodyCoding"/>), its end included.</summary>
    internal abstract long CodedLength { get; }

    /// <summary>A mail in memory.</summary>
    public static implicit operator MailBytes(ReadOnlyMemory<byte> mail) => new MemoryMail(mail);

    /// <summary>A mail in memory.</summary>
    public static implicit operator MailBytes(byte[] mail) => new MemoryMail(mail);

    /// <summary>A copy of a mail that is in memory.</summary>
    public byte[] ToArray() => Memory.ToArray();

    /// <summary>Writes the mail, or all after its first bytes.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="offset">Bytes that are left out; at most the length of <see cref="Start"/>.</param>
    /// <exception cref="IOException">The stream refuses, or the mail cannot be read any more.</exception>
    public abstract void WriteTo(Stream output, int offset = 0);

    /// <summary>Writes the mail's coding.</summary>
    internal abstract void WriteCodedTo(Stream output);

    /// <summary>Lets go of the mail, and wipes the key that reads it.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of the mail.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Writes a coding out as the mail that it stands for.</summary>
    private protected static void Decode(Action<Stream> coded, Stream output, long skipped)
    {
        var decoder = new BodyDecoder(output, long.MaxValue) { Skip = skipped };
        // one core decrypts, another one encodes and writes
        using (var pipeline = new PipelineStream(decoder))
        {
            coded(pipeline);
            pipeline.Finish();
        }

        decoder.Wipe();
        if (!decoder.HasEnded || decoder.IsMalformed)
            throw new InvalidOperationException("a mail that was whole is not any more");
    }
}
