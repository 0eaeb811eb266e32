using System.Numerics;

namespace OtrMail.Ring.Tests;

/// <summary>All that a verifier can compute of a signature: each v_i, x_i, the hash inputs u_i = v_i xor g_i(x_i), x_i mod n_i.</summary>
internal sealed class SignatureView
{
    private SignatureView(int count)
    {
        Values = new byte[count][];
        Shares = new byte[count][];
        Inputs = new byte[count][];
        Remainders = new byte[count][];
    }

    public byte[][] Values { get; }

    public byte[][] Shares { get; }

    public byte[][] Inputs { get; }

    /// <summary>x_i mod n_i as a fraction of n_i: the first two bytes after the point.</summary>
    public byte[][] Remainders { get; }

    public static SignatureView Of(Ring ring, byte[] message, byte[] encoded)
    {
        Assert.True(RingSignature.TryDecode(ring, encoded, out RingSignature? signature));
        byte[] statement = RingHash.Statement(ring, message);
        var view = new SignatureView(signature.Count);
        byte[] value = signature.Glue.ToArray();
        for (int i = 0; i < signature.Count; i++)
        {
            view.Values[i] = [.. value];
            view.Shares[i] = signature.Share(i).ToArray();
            byte[] input = new byte[ring.DomainBytes];
            new TrapdoorPermutation(ring.Members[i], ring.DomainBytes).Forward(view.Shares[i], input);
            for (int j = 0; j < input.Length; j++)
                input[j] ^= value[j];
            view.Inputs[i] = input;
            view.Remainders[i] = Fraction(view.Shares[i], ring.Members[i].Modulus);
            RingHash.Step(statement, i, input, value);
        }

        Assert.Equal(signature.Glue.ToArray(), value);
        return view;
    }

    private static byte[] Fraction(byte[] share, ReadOnlySpan<byte> modulus)
    {
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        var fraction = (int)(((new BigInteger(share, isUnsigned: true, isBigEndian: true) % n) << 16) / n);
        return [(byte)(fraction >> 8), (byte)fraction];
    }
}
