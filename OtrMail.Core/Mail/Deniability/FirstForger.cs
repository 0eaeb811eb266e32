using OtrMail.Core.Keys;
using OtrMail.Core.Ratchet;
using OtrMail.Ring;

namespace OtrMail.Core.Mail.Deniability;

/// <summary>
/// Forges a First, by the very steps that make a real one: the ring of a First is {sender's signing key, recipient's
/// identity key}, so its recipient can always make one, and everybody once the signing key is published. What comes
/// out differs from a real one in nothing that anybody can see, except that nobody keeps the private half of g^x.
/// </summary>
public static class FirstForger
{
    /// <summary>As the recipient, from anybody whose bundle is known.</summary>
    /// <param name="allegedSender">Who is to have written it.</param>
    /// <param name="own">The recipient's own bundle.</param>
    /// <param name="identity">The recipient's identity key.</param>
    /// <param name="content">The mail.</param>
    /// <param name="stamp">When it is to have been written; Unix seconds.</param>
    /// <param name="random">Randomness.</param>
    /// <param name="limits">The packet limit.</param>
    /// <returns>The packet, or StaleBundle or TooLarge.</returns>
    public static SealResult AsRecipient(
        KeyBundle allegedSender,
        KeyBundle own,
        RsaPrivateKey identity,
        MailContent content,
        long stamp,
        IRandomSource random,
        MailLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return Forge(allegedSender, own, identity, content, stamp, random, limits ?? MailLimits.Default);
    }

    /// <summary>With a published prime of the sender's signing key, to anybody whose bundle is known.</summary>
    /// <param name="sender">Who is to have written it: the bundle that announced the published key.</param>
    /// <param name="prime">The prime.</param>
    /// <param name="recipient">To whom.</param>
    /// <param name="content">The mail.</param>
    /// <param name="stamp">When it is to have been written; Unix seconds.</param>
    /// <param name="random">Randomness.</param>
    /// <param name="limits">The packet limit.</param>
    /// <returns>The packet, or StaleBundle or TooLarge; null when the prime is no factor of that signing key.</returns>
    public static SealResult? WithPublishedPrime(
        KeyBundle sender,
        ReadOnlySpan<byte> prime,
        KeyBundle recipient,
        MailContent content,
        long stamp,
        IRandomSource random,
        MailLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(sender);
        using RsaPrivateKey? signing = RsaPrivateKey.FromPrime(sender.Signing, prime);
        return signing is null ? null : Forge(sender, recipient, signing, content, stamp, random, limits ?? MailLimits.Default);
    }

    private static SealResult Forge(
        KeyBundle sender,
        KeyBundle recipient,
        RsaPrivateKey member,
        MailContent content,
        long stamp,
        IRandomSource random,
        MailLimits limits)
    {
        MailSuite suite = MailSuite.Default;
        using RatchetKeyPair firstKey = RatchetKeyPair.Generate(random);
        PacketHeader? header = Making.FirstHeader(suite, firstKey.Public.SessionId(), recipient, random, out MessageKeys? keys);
        if (header is null || keys is null)
            return SealResult.Of(MailFault.StaleBundle);
        using MessageKeys owned = keys;
        var plaintext = new Plaintext
        {
            Stamp = stamp,
            Echo = 0,
            NextKey = firstKey.Public,
            Bundle = sender.Bytes,
            Signature = Making.SignFirst(header, sender, recipient, firstKey.Public, member, random),
            Content = content,
        };
        SealedPacket? packet = Making.Finish(plaintext, header, keys, suite, limits, () => ([], []));
        return packet is null
            ? SealResult.Of(MailFault.TooLarge)
            : SealResult.Of(new SealedMail(PacketType.First, packet, recipient.IdentityFingerprint));
    }
}
