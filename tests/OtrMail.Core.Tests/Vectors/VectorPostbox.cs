using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Storage;
using OtrMail.Core.Tests.Keys;
using OtrMail.Core.Tests.Mail;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Tests.Vectors;

/// <summary>
/// A real postbox whose store holds exactly the keys that a vector hands over, under whatever IDs its packet names: so
/// the vectors judge the code that reads mail, and not a copy of it.
/// </summary>
internal sealed class VectorPostbox : IDisposable
{
    private readonly MailVector _vector;
    private readonly MemoryStore _store = new();
    private readonly Postbox _postbox;
    private readonly Address _sender;

    public VectorPostbox(MailVector vector)
    {
        _vector = vector;
        _sender = Address.Parse(
            KeyBundle.TryRead(vector.Bytes("recipientBundle"), out KeyBundle? own) && own.Addresses.Contains(Alice)
                ? "bob@example.org" : Alice.ToString());
        _postbox = new Postbox(_store, new PostboxOptions(new FixedSender(_sender))
        {
            Clock = new TestClock { Seconds = vector.Now },
            Random = new SeededRandom(1),
            NewRsaKey = () => RsaPool.Take(199),
        });
        using IStoreTransaction transaction = _store.Begin();
        transaction.Put(new RecordKind("own-bundle", Forgettable: false), "own", "", vector.Bytes("recipientBundle"));
        // where the bundle is too old by the vector's time, the first run renews the own keys
        using (OtrMail.Ring.RsaPrivateKey identity = VectorKeys.ByModulus(vector.Bytes("recipientIdentity")))
            transaction.Put(new RecordKind("own-identity", Forgettable: true), "own", "", identity.Export());
        if (Packet.TryParse(vector.Bytes("packet"), MailLimits.Default, out Packet? packet, out _))
            PutKeys(transaction, packet.Header);
        transaction.Commit();
    }

    public OpenResult Open() => Open(_vector.Bytes("packet"));

    /// <summary>Another packet under the same header.</summary>
    public OpenResult Open(byte[] packet)
    {
        using PostboxTransaction transaction = _postbox.Begin();
        OpenResult result = transaction.Open(packet);
        if (result.IsOpened)
            transaction.Commit();
        return result;
    }

    /// <summary>What the store holds of the sender after the packet was read: the MAC key, his newest ratchet key, the
    /// serial of the bundle that came.</summary>
    public (string MacKey, string NextKey, long Serial) Kept(Fingerprint sender)
    {
        using IStoreTransaction transaction = _store.Begin();
        Contact contact = new ContactBook(transaction, LifeTimes.Default).Find(sender)!;
        using Correspondence correspondence = Correspondence.Load(transaction, contact, MailSuite.Default);
        long serial = contact.Bundle.Serial == ContactSerial ? 0 : contact.Bundle.Serial;
        return (
            Convert.ToHexStringLower(correspondence.Ledger.Entries[^1].MacKey),
            Convert.ToHexStringLower(Assert.Single(correspondence.Sessions).Keys.NewestPeerKey!.Key.Bytes.Span),
            serial);
    }

    public void Dispose() => _store.Dispose();

    /// <summary>The address that every mail comes from that is not to her; the senders of the Firsts are alice, too.</summary>
    private static Address Alice { get; } = Address.Parse("alice@example.org");

    /// <summary>Serial of the bundle by which the peer of a Reply or Data is known beforehand: older than any other.</summary>
    private const long ContactSerial = 1;

    private void PutKeys(IStoreTransaction transaction, PacketHeader header)
    {
        if (header.Type == PacketType.First)
        {
            using Prekey prekey = Prekey.FromSeed(_vector.Bytes("recipientKey"), new PrekeyDates(_vector.Now, _vector.Now + 1));
            using WireWriter encoded = prekey.Encode();
            transaction.Put(
                new RecordKind("own-prekey", Forgettable: true), "own", $"{header.RecipientKeyId:x8}", encoded.Written);
            return;
        }

        Contact contact = MakeContact(transaction);
        using WireWriter session = EncodeSession(header);
        transaction.Put(
            new RecordKind("session", Forgettable: true),
            ContactBook.ScopeOf(contact.Fingerprint),
            Convert.ToHexStringLower(header.SessionId),
            session.Written);
        SessionIndex.Add(transaction, header.SessionId, contact.Fingerprint);
    }

    private Contact MakeContact(IStoreTransaction transaction)
    {
        using OtrMail.Ring.RsaPrivateKey identity = VectorKeys.ByModulus(_vector.Bytes("senderIdentity"));
        KeyBundle own = KeyBundle.TryRead(_vector.Bytes("recipientBundle"), out KeyBundle? read) ? read : throw new FormatException();
        KeyBundle bundle = KeyBundle.Make(
            ContactSerial, [_sender], identity, RsaPool.Take(200),
            new SigningDates(1, 2, 3), BundleParts.DefaultPrekey, new PrekeyDates(1, 2));
        var book = new ContactBook(transaction, LifeTimes.Default);
        Assert.Equal(ImportOutcome.New, book.Import(bundle, own.IdentityFingerprint, _vector.Now).Outcome);
        return book.Find(bundle.IdentityFingerprint)!;
    }

    private WireWriter EncodeSession(PacketHeader header)
    {
        bool isReply = header.Type == PacketType.Reply;
        using RatchetKeyPair own = RatchetKeyPair.FromSecret(_vector.Bytes("recipientKey"));
        var writer = new WireWriter(8192);
        writer.Byte(1).Byte((byte)(isReply ? SessionState.FirstSent : SessionState.Established)).Flag(isReply)
            .Flag(false).Raw(header.SessionId).Data([]).Long(_vector.Now).Long(0).Int(isReply ? 0 : header.RecipientKeyId - 1)
            .Byte(1).Int(isReply ? 1 : header.RecipientKeyId).Long(_vector.Now).Flag(false).Long(0)
            .Data(own.Secret).Data(own.Public.Bytes.Span);
        if (isReply)
            return writer.Byte(0);
        return writer.Byte(1).Int(header.SenderKeyId).Long(_vector.Now).Data(_vector.Bytes("senderKey"));
    }
}
