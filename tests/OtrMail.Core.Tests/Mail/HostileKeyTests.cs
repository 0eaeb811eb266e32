using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Storage;
using OtrMail.Core.Tests.Primitives;

namespace OtrMail.Core.Tests.Mail;

/// <summary>
/// Keys that are none, announced by a peer whose signatures and MACs are right (scenario 18 of the design): one answer,
/// no output, unchanged state.
/// </summary>
public sealed class HostileKeyTests : IDisposable
{
    private readonly Person _alice = new("alice", rsaIndex: 0);
    private readonly Person _bob = new("bob", rsaIndex: 1);

    public HostileKeyTests()
    {
        _alice.Knows(_bob);
        _bob.Knows(_alice);
    }

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    /// <summary>What can be wrong with the plaintext of any message.</summary>
    public static TheoryData<string> Wrongs =>
    [
        "next key: zero point", "next key: point of order 8", "next key: coefficient 3329", "kind 0", "kind 3", "flag 2",
        "stamp negative", "padding not zero", "padding longer", "padding missing", "empty",
    ];

    [Theory]
    [MemberData(nameof(Wrongs))]
    public void A_first_with_a_wrong_plaintext_is_not_authentic(string wrong)
    {
        Forgery first = First();
        _bob.RefusesUnchanged(MailFault.NotAuthentic, (first with { Mangle = Mangle(wrong) }).First());
        Assert.True(_bob.Read(first.First()).IsOpened);
    }

    [Theory]
    [MemberData(nameof(Wrongs))]
    public void A_reply_with_a_wrong_plaintext_is_not_authentic(string wrong)
    {
        Forgery reply = Reply();
        _alice.RefusesUnchanged(MailFault.NotAuthentic, (reply with { Mangle = Mangle(wrong) }).Reply());
        Assert.True(_alice.Read(reply.Reply()).IsOpened);
    }

    [Theory]
    [MemberData(nameof(Wrongs))]
    public void A_data_with_a_wrong_plaintext_is_not_authentic(string wrong)
    {
        Forgery data = Data();
        _alice.RefusesUnchanged(MailFault.NotAuthentic, (data with { Mangle = Mangle(wrong) }).Data());
        Assert.True(_alice.Read(data.Data()).IsOpened);
    }

    [Fact]
    public void A_reply_key_of_small_order_is_not_authentic()
    {
        // the header names a zero point as y1, whatever the rest was made with
        byte[] packet = Reply().Reply();
        int replyKey = Outsider.Parse(packet).Header.Bytes.Length - X25519.KeyBytes;
        packet.AsSpan(replyKey, X25519.KeyBytes).Clear();
        _alice.RefusesUnchanged(MailFault.NotAuthentic, packet);
    }

    [Fact]
    public void A_prekey_ciphertext_with_a_zero_point_is_not_authentic()
    {
        byte[] packet = First().First();
        int dh = Outsider.Parse(packet).Header.Bytes.Length - X25519.KeyBytes;
        packet.AsSpan(dh, X25519.KeyBytes).Clear();
        _bob.RefusesUnchanged(MailFault.NotAuthentic, packet);
    }

    [Fact]
    public void A_data_that_announces_a_known_key_with_other_bytes_is_not_authentic()
    {
        Forgery data = Data();
        Assert.True(_alice.Read(data.Data()).IsOpened);
        using RatchetKeyPair other = RatchetKeyPair.Generate(_bob.Random);
        _alice.RefusesUnchanged(MailFault.NotAuthentic, (data with { Announced = other.Public, Stamp = data.Stamp + 1 }).Data());
        Assert.True(_alice.Read((data with { Stamp = data.Stamp + 1 }).Data()).IsOpened);
    }

    [Fact]
    public void A_reply_with_the_same_y1_and_another_y2_is_not_authentic()
    {
        Forgery reply = Reply();
        Assert.True(_alice.Read(reply.Reply()).IsOpened);
        using RatchetKeyPair other = RatchetKeyPair.Generate(_bob.Random);
        _alice.RefusesUnchanged(MailFault.NotAuthentic, (reply with { Announced = other.Public }).Reply());
    }

    [Fact]
    public void A_data_with_a_signature_or_a_foreign_bundle_is_not_authentic()
    {
        using var carol = new Person("carol", rsaIndex: 2);
        Forgery data = Data();
        _alice.RefusesUnchanged(MailFault.NotAuthentic, (data with { MangleSignature = _ => [1] }).Data());
        _alice.RefusesUnchanged(MailFault.NotAuthentic, (data with { Bundle = carol.Bundle }).Data());
        _alice.RefusesUnchanged(MailFault.NotAuthentic, (data with { BundleBytes = [1, 2, 3] }).Data());
        Assert.True(_alice.Read((data with { Bundle = _bob.Bundle }).Data()).IsOpened);
    }

    private static Func<byte[], byte[]> Mangle(string wrong) => plaintext =>
    {
        Span<byte> key = plaintext.AsSpan(Forgery.NextKeyAt, RatchetPublicKey.FullBytes);
        switch (wrong)
        {
            case "next key: zero point":
                key[..32].Clear();
                break;
            case "next key: point of order 8":
                Convert.FromHexString("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800").CopyTo(key);
                break;
            case "next key: coefficient 3329":
                KemTests.With(key[32..].ToArray(), 5, 3329).CopyTo(key[32..]);
                break;
            case "kind 0":
                plaintext[0] = 0;
                break;
            case "kind 3":
                plaintext[0] = 3;
                break;
            case "flag 2":
                plaintext[1] = 2;
                break;
            case "stamp negative":
                plaintext[2] |= 0x80;
                break;
            case "padding not zero":
                // two more bytes than the least length, so that there is padding to be spoilt
                return plaintext[^1] == 0 && plaintext[^2] == 0 ? [.. plaintext[..^1], 1] : [.. plaintext, 1];
            case "padding longer":
                return [.. plaintext, .. new byte[Padme.PaddedLength(plaintext.Length + 1) - plaintext.Length]];
            case "padding missing":
                return plaintext[..^1];
            default:
                return [];
        }

        return plaintext;
    };

    private Forgery First() => new()
    {
        Recipient = _bob.Bundle,
        Bundle = _alice.Bundle,
        Sender = _alice.Fingerprint,
        Signing = RsaPool.Take((_alice.RsaIndex * 2) + 1),
        Own = RatchetKeyPair.Generate(_alice.Random),
        Mail = Person.Text("alice@example.org", "hello"),
    };

    /// <summary>Bob's Reply to a First of Alice.</summary>
    private Forgery Reply()
    {
        RatchetPublicKey x1 = Stolen.AnnouncedKey(_bob, _alice.Write(_bob, "hello"));
        return new Forgery
        {
            Recipient = _alice.Bundle,
            Bundle = _bob.Bundle,
            Sender = _bob.Fingerprint,
            Signing = RsaPool.Take((_bob.RsaIndex * 2) + 1),
            Own = RatchetKeyPair.GenerateDhOnly(_bob.Random),
            Announced = RatchetKeyPair.Generate(_bob.Random).Public,
            Peer = x1,
            SessionId = x1.SessionId(),
            Mail = Person.Text("bob@example.org", "answer"),
        };
    }

    /// <summary>The next Data of Bob to Alice, with the keys of his store.</summary>
    private Forgery Data()
    {
        Person.Acquaint(_alice, _bob);
        Contact contact = _bob.ContactOf(_alice)!;
        using IStoreTransaction transaction = _bob.Store.Begin();
        using Correspondence correspondence = Correspondence.Load(transaction, contact, MailSuite.Default);
        KeyManagement<RatchetKeyPair, RatchetPublicKey> keys = correspondence.Sending!.Keys;
        return new Forgery
        {
            Recipient = _alice.Bundle,
            Sender = _bob.Fingerprint,
            Own = RatchetKeyPair.FromSecret(keys.CurrentKey.Pair.Secret),
            Announced = keys.AnnouncedKey.Pair.Public,
            Peer = keys.NewestPeerKey!.Key,
            SessionId = correspondence.Sending.Id,
            SenderId = keys.CurrentKey.Id,
            RecipientId = keys.NewestPeerKey.Id,
            Stamp = correspondence.OwnStamp + 1,
            Mail = Person.Text("bob@example.org", "data"),
        };
    }
}
