using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using OtrMail.Core.Im.Exchange;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Im.Sessions;

/// <summary>
/// The keys of one encrypted conversation with one client of the peer: seals and opens data messages, and forgets keys as
/// the paper's 4.2 says. A message that does not verify changes nothing.
/// </summary>
internal sealed class EncryptedSession : IDisposable
{
    private readonly KeyManagement<ModpKeyPair, ModpPublicKey> _keys;
    private readonly KeyedPairs _pairs = new();
    private readonly MacKeyLedger _ledger = new(OtrV3Suite.Instance.Policy, ImLimits.PendingReveals);
    private readonly IRandomSource _random;

    /// <summary>A session out of an exchange, whose own key it takes over.</summary>
    /// <param name="exchange">What the exchange ended in.</param>
    /// <param name="random">Makes keys.</param>
    public EncryptedSession(ExchangeResult exchange, IRandomSource random)
    {
        _random = random;
        _keys = new KeyManagement<ModpKeyPair, ModpPublicKey>(OtrV3Suite.Instance);
        _keys.Answer(exchange.OwnKey, ModpKeyPair.Generate(random));
        if (!_keys.TryLearn(exchange.PeerKeyId, exchange.PeerKey, 0))
            throw new ArgumentException("a key ID out of range", nameof(exchange));
        Fingerprint = PublicKeyEncoding.FingerprintOf(exchange.PeerIdentity);
        Id = exchange.SessionId;
        OwnHalfFirst = exchange.SentReveal;
    }

    /// <summary>Of the peer's long-lived key.</summary>
    public ImFingerprint Fingerprint { get; }

    /// <summary>The secure session ID, 8 bytes.</summary>
    public ReadOnlyMemory<byte> Id { get; }

    /// <summary>Whether this side reads out the ID's first half.</summary>
    public bool OwnHalfFirst { get; }

    /// <summary>Keys at hand, for the tests of 4.2.</summary>
    internal KeyManagement<ModpKeyPair, ModpPublicKey> Keys => _keys;

    /// <summary>
    /// Seals a text and TLVs, announces the next key, and reveals the MAC keys that may be public by now.
    /// </summary>
    public DataMessage Seal(uint ownTag, uint peerTag, DataPlaintext plaintext, MessageFlags flags, int padTo)
    {
        PeerKey<ModpPublicKey> peer = _keys.NewestPeerKey!;
        KeyedPair pair = _pairs.Of(_keys.CurrentKey, peer);
        using var text = new WireWriter(plaintext.Text.Length + padTo + 256);
        plaintext.Write(text, padTo);
        ulong counter = pair.NextToSend();
        byte[] ciphertext = GC.AllocateUninitializedArray<byte>(text.Length);
        Crypt(pair.Keys.Sending, counter, text.Written, ciphertext);
        byte[][] revealed = [.. _ledger.Reveal(pair.Keys.Sending.MacKey.Span, ImLimits.PendingReveals)];
        var message = new DataMessage(
            ownTag,
            peerTag,
            flags,
            _keys.Current,
            peer.Id,
            _keys.AnnouncedKey.Pair.Public,
            counter,
            ciphertext,
            default,
            [.. revealed]);
        return message.WithMac(pair.Keys.Sending.MacKey.Span);
    }

    /// <summary>
    /// Opens a message: keys, MAC, counter, announced key; then decrypts and moves on. Null when anything is wrong.
    /// </summary>
    public OpenedData? Open(DataMessage message)
    {
        KeyStanding standing = _keys.Find(
            message.SenderKeyId, message.RecipientKeyId, out OwnKey<ModpKeyPair>? own, out PeerKey<ModpPublicKey>? peer);
        if (standing != KeyStanding.Held)
            return null;
        KeyedPair pair = _pairs.Of(own!, peer!);
        MessageKeys keys = pair.Keys.Receiving;
        if (!message.Verifies(keys.MacKey.Span) || message.Counter <= pair.Received || IsOwn(message.NextKey))
            return null;
        if (!_keys.TryLearn(message.SenderKeyId + 1, message.NextKey, 0))
            return null;
        pair.Received = message.Counter;
        DataPlaintext plaintext = Decrypt(keys, message.Counter, message.Ciphertext.Span);
        SecretBytes? extra = plaintext.Tlvs.Any(tlv => tlv.Type == TlvType.ExtraKey) ? pair.Keys.Extra.Copy() : null;
        _ledger.Verified(keys.MacKey.Span, new KeyPairIds(own!.Id, peer!.Id));
        _keys.Used(own.Id, 0, _random);
        ForgottenKeys forgotten = _keys.Forget(0);
        _ledger.Forgotten(forgotten);
        _pairs.Forget(forgotten);
        return new OpenedData(plaintext, extra);
    }

    /// <summary>The extra symmetric key that goes with the next own message, 32 bytes.</summary>
    public SecretBytes ExtraKey() => _pairs.Of(_keys.CurrentKey, _keys.NewestPeerKey!).Keys.Extra.Copy();

    /// <summary>
    /// No message is accepted in this session from now on: all MAC keys that verified something may be revealed.
    /// </summary>
    public void StopReceiving() => _ledger.ForgottenAll();

    /// <summary>Reveals what a session that is over has not revealed.</summary>
    public void Inherit(MacKeyLedger unrevealed) => _ledger.TakeOver(unrevealed);

    /// <summary>Wipes all keys, and leaves to <paramref name="heir"/> the MAC keys that are still to be revealed.</summary>
    public void Bequeath(MacKeyLedger heir)
    {
        StopReceiving();
        heir.TakeOver(_ledger);
        Dispose();
    }

    /// <summary>Wipes all keys.</summary>
    public void Dispose()
    {
        _keys.Dispose();
        _pairs.Dispose();
    }

    // the peer would make us talk to ourselves
    private bool IsOwn(ModpPublicKey key) => _keys.OwnKeys.Any(own => own.Pair.Public.Is(key));

    private static DataPlaintext Decrypt(MessageKeys keys, ulong counter, ReadOnlySpan<byte> ciphertext)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ciphertext.Length);
        Span<byte> text = buffer.AsSpan(0, ciphertext.Length);
        try
        {
            Crypt(keys, counter, ciphertext, text);
            return DataPlaintext.Decode(text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Crypt(MessageKeys keys, ulong counter, ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<byte> block = stackalloc byte[16];
        block.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(block, counter);
        using var cipher = new AesCtr(keys.EncryptionKey.Span, block, input.Length);
        cipher.Apply(input, output);
    }
}
