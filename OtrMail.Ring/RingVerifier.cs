namespace OtrMail.Ring;

/// <summary>Verifies ring signatures.</summary>
public static class RingVerifier
{
    /// <summary>
    /// True when some member of the ring signed the message: v_{i+1} = H(statement, i, v_i xor g_i(x_i)) leads from v_0 round
    /// the ring back to v_0. One public RSA operation for each member.
    /// </summary>
    /// <returns>False for anything else; nothing in the message or the signature makes it throw.</returns>
    public static bool Verify(Ring ring, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(ring);
        if (!RingSignature.TryDecode(ring, signature, out RingSignature? decoded))
            return false;
        byte[] statement = RingHash.Statement(ring, message);
        byte[] value = decoded.Glue.ToArray();
        for (int i = 0; i < decoded.Count; i++)
            ring.Link(statement, i, decoded.Share(i), value);
        return value.AsSpan().SequenceEqual(decoded.Glue);
    }
}
