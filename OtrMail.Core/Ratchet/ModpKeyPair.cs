using OtrMail.Core.Primitives;
using OtrMail.Ring;

namespace OtrMail.Core.Ratchet;

/// <summary>An own DH key of OTR version 3: an exponent of 320 bits and its power of 2.</summary>
public sealed class ModpKeyPair : IDisposable
{
    private readonly SecretBytes _exponent;

    private ModpKeyPair(SecretBytes exponent)
    {
        _exponent = exponent;
        Public = ModpPublicKey.Of(exponent.Span);
    }

    private ModpKeyPair(SecretBytes exponent, ModpPublicKey known)
    {
        _exponent = exponent;
        Public = known;
    }

    /// <summary>The public half.</summary>
    public ModpPublicKey Public { get; }

    /// <summary>A fresh pair.</summary>
    public static ModpKeyPair Generate(IRandomSource random) => new(ModpGroup.GenerateExponent(random));

    /// <summary>A copy with a life of its own.</summary>
    public ModpKeyPair Copy() => new(_exponent.Copy(), Public);

    /// <summary>The shared secret with a peer's key, 192 bytes.</summary>
    public SecretBytes Agree(ModpPublicKey peer) =>
        ModpGroup.Agree(_exponent.Span, peer.Element)
        ?? throw new InvalidOperationException("a public key is an element of the group");

    /// <summary>Wipes the exponent.</summary>
    public void Dispose() => _exponent.Dispose();

    /// <summary>Never the contents.</summary>
    public override string ToString() => nameof(ModpKeyPair);
}
