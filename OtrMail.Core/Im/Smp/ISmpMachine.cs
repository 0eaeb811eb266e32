using OtrMail.Core.Im.Messages;

namespace OtrMail.Core.Im.Smp;

/// <summary>
/// The Socialist Millionaires' Protocol of one session: TLVs in, TLVs out, and what the user must be told. The session that
/// owns it makes it when it becomes encrypted and disposes it when it ends or gets new keys by an exchange (a new session ID).
/// </summary>
/// <remarks>
/// It is given only TLVs of types 2 to 7, out of data messages that were authenticated, in their order, and only while the
/// session is encrypted. It must bear any bytes in them.
/// </remarks>
public interface ISmpMachine : IDisposable
{
    /// <summary>Whether the peer began and waits for <see cref="Answer"/>.</summary>
    bool IsAsked { get; }

    /// <summary>
    /// Whether the run that ended last, or that is going on, was begun by the peer with a question: then its success tells
    /// the peer who we are, and nothing to us.
    /// </summary>
    bool IsAnsweringQuestion { get; }

    /// <summary>
    /// The user begins, with <paramref name="parties"/>.Own as the initiator. A run that is going on is aborted first (its
    /// abort TLV stands first in what is sent).
    /// </summary>
    /// <param name="parties">What the secret is bound to.</param>
    /// <param name="secret">What the user entered, UTF-8.</param>
    /// <param name="question">A question for the peer (sent in the clear part of SMP, but encrypted as all is), or null.</param>
    SmpStep Begin(SmpParties parties, ReadOnlySpan<byte> secret, string? question);

    /// <summary>The user answers, with <paramref name="parties"/>.Peer as the initiator.</summary>
    /// <exception cref="InvalidOperationException">Nobody asked.</exception>
    SmpStep Answer(SmpParties parties, ReadOnlySpan<byte> secret);

    /// <summary>The user gives up: an abort TLV, even when nothing is going on.</summary>
    SmpStep Abort();

    /// <summary>A TLV of SMP came.</summary>
    SmpStep Receive(Tlv tlv);
}
