using System.Buffers.Binary;
using Org.BouncyCastle.Crypto.Digests;

namespace OtrMail.Ring;

/// <summary>The two hashes of a ring signature. Everything that goes in is public.</summary>
internal static class RingHash
{
    /// <summary>Bytes of a statement's hash.</summary>
    public const int StatementBytes = 64;

    /// <summary>
    /// What is signed: SHA-512 of the label, the number of members (one byte), each modulus and the message, each with
    /// its length before it as four bytes. So a signature for one ring says nothing under another.
    /// </summary>
    public static byte[] Statement(Ring ring, ReadOnlySpan<byte> message)
    {
        var hash = new Sha512Digest();
        hash.BlockUpdate("OTR-Mail ring v1\0"u8);
        hash.Update((byte)ring.Members.Count);
        foreach (RsaPublicKey member in ring.Members)
            AppendPrefixed(hash, member.Modulus);
        AppendPrefixed(hash, message);
        byte[] statement = new byte[StatementBytes];
        hash.DoFinal(statement);
        return statement;
    }

    /// <summary>
    /// One step round the ring: SHAKE256 of the label, the statement's hash, the position (one byte) and the input, cut to
    /// the length of <paramref name="output"/>, which may be the input itself.
    /// </summary>
    public static void Step(ReadOnlySpan<byte> statement, int position, ReadOnlySpan<byte> input, Span<byte> output)
    {
        var shake = new ShakeDigest(256);
        shake.BlockUpdate("OTR-Mail ring step v1\0"u8);
        shake.BlockUpdate(statement);
        shake.Update((byte)position);
        shake.BlockUpdate(input);
        shake.OutputFinal(output);
    }

    /// <summary>SHAKE256 of a label and public data.</summary>
    public static void Expand(ReadOnlySpan<byte> label, ReadOnlySpan<byte> data, Span<byte> output)
    {
        var shake = new ShakeDigest(256);
        shake.BlockUpdate(label);
        shake.BlockUpdate(data);
        shake.OutputFinal(output);
    }

    private static void AppendPrefixed(Sha512Digest hash, ReadOnlySpan<byte> data)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        hash.BlockUpdate(length);
        hash.BlockUpdate(data);
    }
}
