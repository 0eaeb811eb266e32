using System.Security.Cryptography;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Ratchet;

/// <summary>
/// A suite with the rules of OTR version 3 (paper, 4.1 to 4.4) and integers as keys: no superseded keys, two keys of
/// the peer, a MAC key serves many messages and may be revealed when a DH key behind it is forgotten.
/// </summary>
internal sealed class ToySuite(RatchetPolicy? policy = null, int firstKey = 1001) : ICipherSuite<ToyKey, ToyPublic>
{
    private int _next = firstKey;

    public List<ToyKey> Made { get; } = [];

    public RatchetPolicy Policy { get; } = policy ?? new RatchetPolicy(0, 0, 2, RevealsAtOnce: false, RevealRepeats: 1);

    public int EncryptionKeyBytes => 16;

    public int MacBytes => 20;

    public ToyKey GenerateKeyPair(IRandomSource random)
    {
        var key = new ToyKey(_next++);
        Made.Add(key);
        return key;
    }

    public ToyPublic PublicKey(ToyKey pair) => new(pair.Value);

    public bool SameKey(ToyPublic first, ToyPublic second) => first == second;

    public SecretBytes MacKeyOf(ReadOnlySpan<byte> encryptionKey) => new(SHA256.HashData(encryptionKey).AsSpan(0, MacBytes));

    public RunningMac StartMac(ReadOnlySpan<byte> macKey) => new HmacSha256(macKey);
}
