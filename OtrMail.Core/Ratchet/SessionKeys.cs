using OtrMail.Core.Primitives;

namespace OtrMail.Core.Ratchet;

/// <summary>What OTR version 3 derives from one pair of DH keys. Never stored; wiped on dispose.</summary>
/// <param name="Sending">For own messages.</param>
/// <param name="Receiving">For the peer's; its MAC key is the one that is revealed later.</param>
/// <param name="Extra">The extra symmetric key, 32 bytes.</param>
public sealed record SessionKeys(MessageKeys Sending, MessageKeys Receiving, SecretBytes Extra) : IDisposable
{
    /// <summary>Wipes all of them.</summary>
    public void Dispose()
    {
        Sending.Dispose();
        Receiving.Dispose();
        Extra.Dispose();
    }

    /// <summary>Never the contents.</summary>
    public override string ToString() => nameof(SessionKeys);
}
