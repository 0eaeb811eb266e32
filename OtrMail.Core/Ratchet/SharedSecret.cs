using System.Buffers.Binary;
using System.Security.Cryptography;
using OtrMail.Core.Primitives;

namespace OtrMail.Core.Ratchet;

/// <summary>
/// The "secbytes" of OTR version 3: a Diffie-Hellman secret written as an MPI, and the hashes h1 (SHA-1) and h2 (SHA-256) of
/// one byte and it, from which all keys come. Wiped on dispose.
/// </summary>
public sealed class SharedSecret : IDisposable
{
    private readonly SecretBytes _input; // one byte, to be set for each hash; four of length; the value

    /// <summary>The secret that an own and a peer's key share.</summary>
    public SharedSecret(ModpKeyPair own, ModpPublicKey peer)
    {
        using SecretBytes element = own.Agree(peer);
        // an MPI has no zeros in front, so how many there are shows in the time: the protocol has it so
        ReadOnlySpan<byte> value = element.Span.TrimStart((byte)0);
        _input = new SecretBytes(1 + sizeof(int) + value.Length);
        BinaryPrimitives.WriteInt32BigEndian(_input.Writable[1..], value.Length);
        value.CopyTo(_input.Writable[(1 + sizeof(int))..]);
    }

    /// <summary>h1(b), 20 bytes.</summary>
    public void H1(byte b, Span<byte> hash)
    {
        _input.Writable[0] = b;
        Sha1.Hash(_input.Span, hash);
    }

    /// <summary>h2(b), 32 bytes.</summary>
    public void H2(byte b, Span<byte> hash)
    {
        _input.Writable[0] = b;
        SHA256.HashData(_input.Span, hash);
    }

    /// <summary>Wipes it.</summary>
    public void Dispose() => _input.Dispose();
}
