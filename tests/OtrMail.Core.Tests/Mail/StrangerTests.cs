using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Storage;
using OtrMail.Core.Tests.Keys;

namespace OtrMail.Core.Tests.Mail;

/// <summary>People who were never accepted cannot fill the store.</summary>
public sealed class StrangerTests : IDisposable
{
    private readonly Person _bob = new("bob", rsaIndex: 1);
    private readonly Person _friend = new("friend", rsaIndex: 0);

    public StrangerTests()
    {
        _bob.Knows(_friend);
        _friend.Knows(_bob);
    }

    public void Dispose()
    {
        _bob.Dispose();
        _friend.Dispose();
    }

    [Fact]
    public void When_there_are_too_many_the_one_who_came_first_goes_and_his_seen_rows_stay()
    {
        // 500 rows of strangers who are gone fill the place, so that few RSA keys are enough
        using (IStoreTransaction transaction = _bob.Store.Begin())
        {
            for (int i = 0; i < MailLimits.Strangers - 2; i++)
                transaction.Put(new RecordKind("stranger", Forgettable: false), "", $"{i:x64}", [], due: _bob.Clock.Seconds + 1000);
            transaction.Commit();
        }

        Forgery[] strangers = [.. Enumerable.Range(0, 3).Select(i => Stranger(i))];
        byte[][] firsts = [.. strangers.Select(s => s.First())];
        foreach (byte[] first in firsts)
        {
            Assert.True(_bob.Read(first).IsOpened);
            _bob.Clock.Seconds++;
        }

        Assert.Null(Find(strangers[0]));
        Assert.Equal(Trust.Stranger, Find(strangers[1])!.Trust);
        Assert.Equal(Trust.Stranger, Find(strangers[2])!.Trust);
        Assert.True(_bob.Read(firsts[0]).Mail!.IsDuplicate);
        Assert.NotNull(_bob.ContactOf(_friend));
        Assert.Equal("hello", _bob.Body(_friend.Write(_bob, "hello")));
    }

    [Fact]
    public void A_stranger_who_is_answered_stays()
    {
        Forgery stranger = Stranger(0);
        Assert.True(_bob.Read(stranger.First()).IsOpened);
        _bob.Write(stranger.Bundle!.Addresses[0], "welcome");
        Assert.Equal(Trust.Accepted, Find(stranger)!.Trust);
        using IStoreTransaction transaction = _bob.Store.Begin();
        Assert.Equal(0, transaction.Count(new RecordKind("stranger", Forgettable: false), ""));
    }

    [Fact]
    public void Of_a_stranger_64_mac_keys_are_kept()
    {
        Forgery stranger = Stranger(0);
        for (int i = 0; i < MailLimits.UnansweredFirsts + 3; i++)
            Assert.True(_bob.Read((stranger with { Stamp = stranger.Stamp + i }).First()).IsOpened);
        using PostboxTransaction transaction = _bob.Postbox.Begin();
        CorrespondenceStatus status = transaction.Status(transaction.Contacts.Find(stranger.Sender)!);
        Assert.Equal(MailLimits.UnansweredFirsts, status.PendingReveals);
        Assert.Empty(Assert.Single(status.Sessions).HeldKeys); // own keys are made only when the user answers
    }

    [Fact]
    public void When_the_seen_rows_of_a_prekey_are_used_up_strangers_are_refused_and_known_people_are_not()
    {
        using (IStoreTransaction transaction = _bob.Store.Begin())
        {
            string scope = OwnKeys.SeenScope(_bob.Bundle.PrekeyId);
            for (int i = 0; i < MailLimits.SeenRowsOfPrekey; i++)
                transaction.Put(new RecordKind("seen", Forgettable: false), scope, $"{i:x64}", []);
            transaction.Commit();
        }

        using (PostboxTransaction transaction = _bob.Postbox.Begin())
            Assert.Equal(MailFault.Full, transaction.Open(Stranger(0).First()).Refusal?.Fault);
        Assert.Equal("hello", _bob.Body(_friend.Write(_bob, "hello")));
    }

    [Fact]
    public void A_contact_has_four_sessions_at_most()
    {
        Forgery stranger = Stranger(0);
        for (int i = 0; i < 8; i++)
        {
            using RatchetKeyPair fresh = RatchetKeyPair.Generate(_friend.Random);
            Assert.True(_bob.Read((stranger with { Own = fresh, Stamp = stranger.Stamp + i }).First()).IsOpened);
            _bob.Write(stranger.Bundle!.Addresses[0], "answer");
        }

        using PostboxTransaction transaction = _bob.Postbox.Begin();
        CorrespondenceStatus status = transaction.Status(transaction.Contacts.Find(stranger.Sender)!);
        Assert.Equal(MailLimits.Sessions, status.Sessions.Count);
        Assert.Single(status.Sessions, s => s.State == SessionState.Replied);
    }

    private Contact? Find(Forgery stranger)
    {
        using PostboxTransaction transaction = _bob.Postbox.Begin();
        return transaction.Contacts.Find(stranger.Sender);
    }

    private Forgery Stranger(int index)
    {
        var parts = new BundleParts
        {
            Identity = RsaPool.Take(10 + (2 * index)),
            Signing = RsaPool.Take(11 + (2 * index)),
            Addresses = [System.Text.Encoding.ASCII.GetBytes($"stranger{index}@example.org")],
        };
        KeyBundle bundle = parts.Read();
        return new Forgery
        {
            Recipient = _bob.Bundle,
            Bundle = bundle,
            Sender = bundle.IdentityFingerprint,
            Signing = parts.Signing,
            Own = RatchetKeyPair.Generate(_friend.Random),
            Mail = Person.Text($"stranger{index}@example.org", "hello"),
        };
    }
}
