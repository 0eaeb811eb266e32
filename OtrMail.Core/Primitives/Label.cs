using System.Text;
using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>
/// Domain separation: every hash, signature and key derivation of the protocol begins with a label of its own, in
/// ASCII, ended by one zero byte. The labels themselves are listed in <see cref="Labels"/>.
/// </summary>
public static class Label
{
    /// <summary>The label's bytes, the zero byte included.</summary>
    public static byte[] Bytes(string label) => Encoding.ASCII.GetBytes(label + "\0");

    /// <summary>
    /// SHA-256(label ‖ 0 ‖ DATA(fields[0]) ‖ DATA(fields[1]) …), where DATA is a four-byte big-endian length and
    /// the bytes. The lengths make the input unambiguous.
    /// </summary>
    public static byte[] Hash(string label, params ReadOnlySpan<ReadOnlyMemory<byte>> fields)
    {
        using var hash = new Sha256();
        hash.Append(Bytes(label));
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (ReadOnlyMemory<byte> field in fields)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, field.Length);
            hash.Append(length);
            hash.Append(field.Span);
        }

        return hash.Finish();
    }
}
