namespace OtrMail.Ring;

/// <summary>
/// Signs as one member of a ring, nobody can tell which (Rivest, Shamir, Tauman 2001), with the closing of Bresson, Stern
/// and Szydlo (CRYPTO 2002, section 3), which needs no ideal cipher.
/// </summary>
/// <remarks>
/// The signer at position s draws u and every x_i but its own, takes u as the input of hash step s, walks round the ring
/// back to itself, and there solves v_s xor g_s(x_s) = u for x_s. For every s this is a one-to-one map from the drawn
/// strings, r of them, to the valid signatures: whoever signs, each valid signature is equally likely.
/// </remarks>
public static class RingSigner
{
    /// <summary>Signs a message as the holder of <paramref name="key"/>.</summary>
    /// <param name="ring">The ring; the signer's own key is in it.</param>
    /// <param name="message">Any length.</param>
    /// <param name="key">The private key of a member.</param>
    /// <param name="random">Where r · b/8 bytes are drawn from.</param>
    /// <returns>The encoded signature, <see cref="Ring.SignatureBytes"/> bytes.</returns>
    /// <exception cref="ArgumentException">The key is of no member.</exception>
    /// <exception cref="ObjectDisposedException">The key is wiped.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">
    /// The private operation gave a wrong result; nothing left the key.
    /// </exception>
    public static byte[] Sign(Ring ring, ReadOnlySpan<byte> message, RsaPrivateKey key, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(random);
        int signer = ring.IndexOf(key.PublicKey);
        if (signer < 0)
            throw new ArgumentException("the key is of no member of the ring", nameof(key));

        byte[] statement = RingHash.Statement(ring, message);
        RingSignature signature = RingSignature.Blank(ring);
        int count = ring.Members.Count;
        for (int i = 0; i < count; i++)
        {
            if (i != signer)
                random.Fill(signature.WritableShare(i));
        }

        Span<byte> start = stackalloc byte[ring.DomainBytes];
        Span<byte> value = stackalloc byte[ring.DomainBytes];
        random.Fill(start);
        RingHash.Step(statement, signer, start, value); // v_{s+1}
        for (int step = 1; step <= count; step++)
        {
            int position = (signer + step) % count;
            if (position == 0)
                value.CopyTo(signature.WritableGlue());
            if (position != signer)
                ring.Link(statement, position, signature.Share(position), value);
        }

        ring.Close(key, signer, start, value, signature.WritableShare(signer));
        return signature.Encode();
    }
}
