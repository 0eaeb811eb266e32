using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Tests.Keys;
using OtrMail.Ring;
using SignatureRing = OtrMail.Ring.Ring;

namespace OtrMail.Core.Tests.Mail;

/// <summary>Somebody says that he is somebody else (scenarios 12, 13 and 14 of the design).</summary>
public sealed class ImpostorTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly Person _alice;
    private readonly Person _bob;
    private readonly Person _mallory;

    public ImpostorTests()
    {
        _alice = new Person("alice", _clock, rsaIndex: 0);
        _bob = new Person("bob", _clock, rsaIndex: 1);
        _mallory = new Person("mallory", _clock, rsaIndex: 2);
        _alice.Knows(_bob);
        _bob.Knows(_alice);
        _mallory.Knows(_bob);
        _mallory.Knows(_alice);
    }

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
        _mallory.Dispose();
    }

    private static RsaPrivateKey SigningOf(Person person) => RsaPool.Take((person.RsaIndex * 2) + 1);

    private Forgery MallorysFirst(byte[] mail) => new()
    {
        Recipient = _bob.Bundle,
        Bundle = _mallory.Bundle,
        Sender = _mallory.Fingerprint,
        Signing = SigningOf(_mallory),
        Own = RatchetKeyPair.Generate(_mallory.Random),
        Mail = mail,
    };

    [Fact]
    public void What_the_forger_makes_honestly_is_read() =>
        Assert.True(_bob.Read(MallorysFirst(Person.Text("mallory@example.org", "hello")).First()).IsOpened);

    [Fact]
    public void A_from_of_another_contact_is_refused_in_first_and_data()
    {
        byte[] mail = Person.Text("alice@example.org", "I am Alice");
        _bob.RefusesUnchanged(MailFault.AddressMismatch, MallorysFirst(mail).First());
        Person.Acquaint(_mallory, _bob);
        SealResult data = _mallory.TryWrite(_bob.Address, mail);
        Assert.Equal(PacketType.Data, data.Mail!.Type);
        _bob.RefusesUnchanged(MailFault.AddressMismatch, data.Mail.Packet);
    }

    [Fact]
    public void A_from_that_nobody_ever_announced_is_refused() =>
        _bob.RefusesUnchanged(
            MailFault.AddressMismatch, MallorysFirst(Person.Text("somebody@example.org", "hello")).First());

    [Theory]
    [InlineData("From: mallory@example.org\r\nFrom: alice@example.org\r\n\r\nhello")]
    [InlineData("From: alice@example.org\r\nFrom: mallory@example.org\r\n\r\nhello")]
    [InlineData("From: mallory@example.org, alice@example.org\r\n\r\nhello")]
    [InlineData("From: mallory@example.org\r\nfROM : alice@example.org\r\n\r\nhello")]
    [InlineData("Subject: no From\r\n\r\nhello")]
    [InlineData("From:\r\n\r\nhello")]
    [InlineData("")]
    public void Two_senders_or_none_are_refused(string mail) =>
        _bob.RefusesUnchanged(MailFault.NotAuthentic, MallorysFirst(Encoding.UTF8.GetBytes(mail)).First());

    [Fact]
    public void A_bundle_that_lists_somebody_elses_address_is_a_change_of_identity_for_the_user_to_decide()
    {
        KeyBundle bundle = _mallory.Announce(_mallory.Address, _alice.Address);
        foreach (string from in new[] { "mallory@example.org", "alice@example.org" })
        {
            byte[] packet = (MallorysFirst(Person.Text(from, "hello")) with { Bundle = bundle }).First();
            _bob.RefusesUnchanged(MailFault.IdentityChanged, packet);
            OpenResult result = _bob.Read(packet);
            Assert.Equal(_alice.Address, result.Refusal!.Address);
            Assert.Equal(_mallory.Fingerprint, result.Refusal.Identity);
            Assert.Equal(bundle.Hash.ToArray(), result.Refusal.SetAside!.Hash.ToArray());
        }
    }

    [Fact]
    public void A_data_without_bundle_from_an_address_that_was_pinned_to_another_meanwhile_is_a_change_of_identity()
    {
        Address second = Address.Parse("m2@example.org");
        _mallory.Announce(_mallory.Address, second);
        _mallory.Renew(signingIndex: 30);
        Person.Acquaint(_mallory, _bob);
        using var carol = new Person("carol", _clock, rsaIndex: 3, addresses: [second]);
        Assert.Equal(ImportOutcome.New, _bob.Knows(carol).Outcome);
        SealedMail data = _mallory.Write(_bob, "hello", from: second);
        Assert.Equal(PacketType.Data, data.Type);
        _bob.RefusesUnchanged(MailFault.IdentityChanged, data.Packet);
    }

    [Fact]
    public void A_listed_address_is_pinned_only_when_a_mail_comes_from_it()
    {
        Address second = Address.Parse("m2@example.org");
        KeyBundle bundle = _mallory.Announce(_mallory.Address, second);
        Forgery first = MallorysFirst(Person.Text("mallory@example.org", "hello")) with { Bundle = bundle };
        Assert.True(_bob.Read(first.First()).IsOpened);
        Assert.Equal([_mallory.Address], _bob.ContactOf(_mallory)!.Pinned);
        Assert.Equal("other", _bob.Body(_mallory.Write(_bob, "other", from: second)));
        Assert.Equal([_mallory.Address, second], _bob.ContactOf(_mallory)!.Pinned);
    }

    [Fact]
    public void A_bundle_with_somebody_elses_signing_key_is_refused_however_it_is_signed()
    {
        byte[] bundle = new BundleParts
        {
            Identity = RsaPool.Take(_mallory.RsaIndex * 2),
            Signing = SigningOf(_alice),
            Countersigner = RsaPool.Take(_mallory.RsaIndex * 2),
            Addresses = ["mallory@example.org"u8.ToArray()],
        }.Write();
        Forgery first = MallorysFirst(Person.Text("mallory@example.org", "hello"));
        _bob.RefusesUnchanged(MailFault.NotAuthentic, (first with { BundleBytes = bundle }).First());
        _bob.RefusesUnchanged(MailFault.NotAuthentic, (first with { BundleBytes = [] }).First());
        // her true bundle, under his own ring signature
        _bob.RefusesUnchanged(MailFault.NotAuthentic, (first with { BundleBytes = _alice.Bundle.Bytes.ToArray() }).First());
    }

    [Fact]
    public void A_relay_that_presents_alices_key_as_its_own_cannot_pass_the_reply_on()
    {
        // Alice writes to Mallory; he takes her x1 and presents it to Bob in his own name
        _alice.Knows(_mallory);
        SealedMail toMallory = _alice.Write(_mallory, "hello Mallory");
        RatchetPublicKey x1 = Stolen.AnnouncedKey(_mallory, toMallory);
        using RatchetKeyPair notHis = RatchetKeyPair.Generate(_mallory.Random);
        byte[] relayed = (MallorysFirst(Person.Text("mallory@example.org", "hello")) with
        {
            Own = notHis,
            Announced = x1,
            SessionId = x1.SessionId(),
        }).First();
        Assert.True(_bob.Read(relayed).IsOpened); // Bob believes that it is Mallory's, and so it is bound
        SealedMail reply = _bob.Write(_mallory, "for Mallory");
        Assert.Equal(Outsider.Parse(toMallory).Header.SessionId, Outsider.Parse(reply).Header.SessionId);
        _alice.RefusesUnchanged(MailFault.NotAuthentic, reply.Packet);
        // what Mallory answers to Alice himself is read as Mallory's
        _mallory.Body(toMallory);
        Assert.Equal(_mallory.Fingerprint, _alice.Read(_mallory.Write(_alice, "I am Mallory")).Mail!.Sender);
    }

    [Fact]
    public void A_peer_who_sends_our_own_key_back_is_refused_in_every_state()
    {
        _alice.Knows(_mallory);
        SealedMail first = _alice.Write(_mallory, "hello");
        RatchetPublicKey x1 = Stolen.AnnouncedKey(_mallory, first);
        Forgery back = MallorysFirst(Person.Text("mallory@example.org", "hello")) with
        {
            Recipient = _alice.Bundle,
            Announced = x1,
            SessionId = x1.SessionId(),
            Stamp = _clock.Seconds + 1000,
        };
        _alice.RefusesUnchanged(MailFault.NotAuthentic, back.First());
        _mallory.Body(first);
        _alice.Body(_mallory.Write(_alice, "reply"));
        _alice.RefusesUnchanged(MailFault.NotAuthentic, back.First());
        // Mallory says that he lost his state: Alice's session becomes receive-only
        Forgery anew = MallorysFirst(Person.Text("mallory@example.org", "anew")) with { Recipient = _alice.Bundle, Stamp = _clock.Seconds + 10 };
        Assert.True(_alice.Read(anew.First()).IsOpened);
        _alice.RefusesUnchanged(MailFault.NotAuthentic, back.First());
    }

    [Fact]
    public void A_first_that_copies_an_id_in_flight_is_refused_and_the_honest_one_is_accepted_later()
    {
        SealedMail honest = _alice.Write(_bob, "honest");
        byte[] copied = (MallorysFirst(Person.Text("mallory@example.org", "hello")) with
        {
            SessionId = Outsider.Parse(honest).Header.SessionId,
        }).First();
        _bob.RefusesUnchanged(MailFault.NotAuthentic, copied);
        Assert.Equal("honest", _bob.Body(honest));
    }

    [Fact]
    public void A_reply_signed_by_a_key_two_rotations_newer_verifies()
    {
        SealedMail first = _alice.Write(_bob, "hello");
        _clock.Pass(days: 31);
        _bob.Renew(signingIndex: 20);
        _clock.Pass(days: 31);
        _bob.Renew(signingIndex: 21);
        Assert.Equal("hello", _bob.Body(first)); // the old prekey is held
        SealedMail reply = _bob.Write(_alice, "answer");
        OpenResult read = _alice.Read(reply);
        Assert.Equal(Notices.NewBundle, read.Mail!.Notices);
        Assert.Equal(_bob.CurrentBundle().Hash.ToArray(), _alice.ContactOf(_bob)!.Bundle.Hash.ToArray());
        Assert.Equal("data", _bob.Body(_alice.Write(_bob, "data")));
    }

    [Fact]
    public void A_reply_with_the_bundle_of_another_identity_is_refused()
    {
        SealedMail first = _alice.Write(_bob, "hello");
        RatchetPublicKey x1 = Stolen.AnnouncedKey(_bob, first);
        using RatchetKeyPair y1 = RatchetKeyPair.GenerateDhOnly(_bob.Random);
        using RatchetKeyPair y2 = RatchetKeyPair.Generate(_bob.Random);
        var reply = new Forgery
        {
            Recipient = _alice.Bundle,
            Bundle = _bob.Bundle,
            Sender = _bob.Fingerprint,
            Signing = SigningOf(_bob),
            Own = y1,
            Announced = y2.Public,
            Peer = x1,
            SessionId = x1.SessionId(),
            Mail = Person.Text("bob@example.org", "answer"),
        };
        Forgery[] wrong =
        [
            reply with { Bundle = _mallory.Bundle, Signing = SigningOf(_mallory) },
            reply with { Signing = SigningOf(_mallory) },
            reply with { Signing = RsaPool.Take(_bob.RsaIndex * 2) }, // the identity key does not sign Replies
            reply with { Sender = _mallory.Fingerprint },
            reply with { MangleSignature = s => [.. s, 0] },
            reply with { MangleSignature = _ => [] },
            reply with { BundleBytes = [] },
        ];
        foreach (Forgery forged in wrong)
            _alice.RefusesUnchanged(MailFault.NotAuthentic, forged.Reply());
        Assert.True(_alice.Read(reply.Reply()).IsOpened);
    }

    [Fact]
    public void The_ring_of_a_first_has_exactly_the_two_right_members()
    {
        Forgery first = MallorysFirst(Person.Text("mallory@example.org", "hello"));
        RsaPublicKey signing = _mallory.Bundle.Signing;
        RsaPublicKey[][] wrong =
        [
            [signing, _alice.Bundle.Identity], // a member swapped
            [signing, _bob.Bundle.Signing],
            [signing, _mallory.Bundle.Identity],
            [signing],
            [signing, _bob.Bundle.Identity, _alice.Bundle.Identity],
        ];
        foreach (RsaPublicKey[] members in wrong)
        {
            Assert.True(SignatureRing.TryCreate(members, out SignatureRing? ring));
            _bob.RefusesUnchanged(MailFault.NotAuthentic, (first with { Ring = ring }).First());
        }

        Assert.False(SignatureRing.TryCreate([signing, signing], out _)); // equal members make none
        _bob.RefusesUnchanged(MailFault.NotAuthentic, (first with { MangleSignature = s => s[1..] }).First());
        _bob.RefusesUnchanged(MailFault.NotAuthentic, (first with { MangleSignature = s => [.. s, 0] }).First());
        _bob.RefusesUnchanged(MailFault.NotAuthentic, (first with { MangleSignature = _ => [] }).First());
        _bob.RefusesUnchanged(MailFault.NotAuthentic, (first with { MangleSignature = Reordered }).First());

        static byte[] Reordered(byte[] s) => [.. s[..(s.Length / 3)], .. s[(2 * s.Length / 3)..], .. s[(s.Length / 3)..(2 * s.Length / 3)]];
    }

    [Fact]
    public void The_recipient_can_make_the_same_first_himself_which_is_why_it_proves_nothing_to_others()
    {
        Forgery first = MallorysFirst(Person.Text("mallory@example.org", "never said"))
            with
        { Signing = RsaPool.Take(_bob.RsaIndex * 2) };
        Assert.True(_bob.Read(first.First()).IsOpened);
    }
}
