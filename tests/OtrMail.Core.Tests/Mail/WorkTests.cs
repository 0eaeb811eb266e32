using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Mail;

/// <summary>What is asked of the store for one contact's mail does not depend on how many others there are.</summary>
public sealed class WorkTests : IDisposable
{
    private static readonly RecordKind SeenKind = new("seen", Forgettable: false);

    private readonly Person _alice = new("alice");
    private readonly Person _bob;
    private readonly Person _carol;

    public WorkTests()
    {
        _bob = new Person("bob", _alice.Clock);
        _carol = new Person("carol", _alice.Clock);
        _alice.Knows(_bob);
        _carol.Knows(_alice);
        Person.Acquaint(_alice, _bob);
        _alice.Body(_carol.Write(_alice, "her first"));
    }

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
        _carol.Dispose();
    }

    [Fact]
    public void Writing_reading_and_status_cost_the_same_with_many_contacts_and_mails()
    {
        byte[] waiting = _bob.Write(_alice, "waiting").Packet;
        byte[] first = _carol.Write(_alice, "a stranger's").Packet;
        long[] alone = Works(waiting, first);
        AddOthers(300, mailsOfEach: 10);
        long[] among = Works(waiting, first);
        Assert.Equal(alone, among);
        Assert.All(alone, work => Assert.InRange(work, 5, 100));
    }

    [Fact]
    public void A_strangers_first_reads_no_other_contact()
    {
        using var dave = new Person("dave", _alice.Clock);
        dave.Knows(_alice);
        byte[] first = dave.Write(_alice, "his first").Packet;
        using (IStoreTransaction transaction = _alice.Store.Begin())
        {
            transaction.Put(KindOf("contact"), $"peer:{1:x64}", "", "no contact"u8);
            transaction.Commit();
        }

        using PostboxTransaction opening = _alice.Postbox.Begin();
        Assert.True(opening.Open(first).IsOpened);
        Assert.Throws<StoreException>(() => opening.Contacts.All());
    }

    /// <summary>Each on a copy of the store, dropped afterwards.</summary>
    private long[] Works(byte[] waiting, byte[] first) =>
    [
        Work(transaction => Assert.True(transaction.Seal(_bob.Address, new MailContent(Person.Text("alice@example.org", "x"), Array.Empty<byte>())).IsSealed)),
        Work(transaction => Assert.True(transaction.Open(waiting).IsOpened)),
        Work(transaction => Assert.True(transaction.Open(first).IsOpened)),
        Work(transaction => transaction.Status(transaction.Contacts.Find(_bob.Address)!)),
    ];

    private long Work(Action<PostboxTransaction> act)
    {
        using MemoryStore copy = _alice.Store.Clone();
        using var counting = new CountingStore(copy);
        var postbox = new Postbox(counting, _alice.Postbox.Options);
        using (postbox.Begin())
        {
            // what is due is done now
        }

        counting.Take();
        using PostboxTransaction transaction = postbox.Begin();
        act(transaction);
        transaction.Commit();
        return counting.Take();
    }

    /// <summary>More contacts like Bob, by his records under other identities; their mails, and mails of the prekey.</summary>
    private void AddOthers(int count, int mailsOfEach)
    {
        string[] perPeer = ["contact", "correspondence", "session"];
        using IStoreTransaction transaction = _alice.Store.Begin();
        string bob = ContactBook.ScopeOf(_bob.Fingerprint);
        StoredRecord[][] records = [.. perPeer.Select(kind => transaction.List(KindOf(kind), bob).ToArray())];
        Assert.All(records, some => Assert.NotEmpty(some));
        for (int i = 0; i < count; i++)
        {
            string peer = $"peer:{i:x64}";
            for (int k = 0; k < perPeer.Length; k++)
            {
                foreach (StoredRecord record in records[k])
                    transaction.Put(KindOf(perPeer[k]), peer, record.Name, record.Value, record.Due);
            }

            transaction.Put(KindOf("address"), "", $"person{i}@example.com", new byte[32]);
            transaction.Put(KindOf("known-signing"), "", $"{i:x64}", new byte[384]);
            for (int n = 0; n < mailsOfEach; n++)
            {
                transaction.Put(SeenKind, $"ratchet:{i:x64}:{i:x32}:2", $"{n:x64}", new byte[32]);
                transaction.Put(KindOf("private-thread"), "", $"{i:x32}{n:x32}", [], due: _alice.Clock.Seconds + (400 * LifeTimes.Day));
            }
        }

        string prekey = OwnKeys.SeenScope(_alice.Bundle.PrekeyId);
        for (int n = 0; n < count * mailsOfEach; n++)
            transaction.Put(SeenKind, prekey, $"{n:x64}", new byte[32]);
        transaction.Commit();
    }

    private static RecordKind KindOf(string name) => new(name, Forgettable: name is "correspondence" or "session");
}
