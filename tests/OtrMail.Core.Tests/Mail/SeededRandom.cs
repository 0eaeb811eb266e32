using System.Buffers.Binary;
using System.Security.Cryptography;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Mail;

/// <summary>Repeatable randomness: SHA-256 of a seed and a counter.</summary>
internal sealed class SeededRandom(int seed) : IRandomSource
{
    private ulong _counter;

    public void Fill(Span<byte> buffer)
    {
        Span<byte> input = stackalloc byte[12];
        Span<byte> block = stackalloc byte[32];
        BinaryPrimitives.WriteInt32BigEndian(input, seed);
        while (!buffer.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64BigEndian(input[4..], _counter++);
            SHA256.HashData(input, block);
            int take = Math.Min(block.Length, buffer.Length);
            block[..take].CopyTo(buffer);
            buffer = buffer[take..];
        }
    }

    public int Below(int limit)
    {
        Span<byte> bytes = stackalloc byte[4];
        Fill(bytes);
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes) % (uint)limit);
    }
}
