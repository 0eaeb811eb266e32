namespace OtrMail.Core.Tests.Streams;

/// <summary>A stream that gives its bytes in pieces of random size, as a pipe does.</summary>
internal sealed class Pieces(byte[] bytes, Random random, int most) : MemoryStream(bytes, writable: false)
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1 + random.Next(most)));

    public override void CopyTo(Stream destination, int bufferSize)
    {
        byte[] piece = new byte[most];
        for (int read; (read = Read(piece, 0, piece.Length)) > 0;)
            destination.Write(piece, 0, read);
    }
}
