using OtrMail.Core.Mail;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Storage;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Life;

/// <summary>Stores that were set back (scenario 2): quarantined, never called authentic, and no false alarm.</summary>
public sealed class RestoredStoreTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly Person _alice;
    private readonly Person _bob;

    public RestoredStoreTests()
    {
        _alice = new Person("alice", _clock, rsaIndex: 0);
        _bob = new Person("bob", _clock, rsaIndex: 1);
        _alice.Knows(_bob);
        Person.Acquaint(_alice, _bob);
    }

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    [Fact]
    public void A_database_set_back_alone_is_noticed_by_its_generation_and_what_it_opens_is_not_authenticated()
    {
        MemoryStore backup = _bob.Store.Clone();
        SealedMail first = FirstFrom("carol", out Person carol);
        using Person owned = carol;
        Assert.Equal("hello", _bob.Body(first));
        byte[] key = Outsider.KeyFor(first.Packet, _bob.Write(carol, "answer"));
        byte[] altered = Outsider.Alter(first.Packet, key);
        Assert.Equal(MailFault.AlteredReplay, _bob.Refuses(altered));

        _bob.Store.SetBackTo(backup);
        OpenResult again = _bob.Read(first);
        Assert.True(again.IsOpened);
        Assert.False(again.Mail.IsAuthenticated);
        OpenResult forgery = _bob.Read(altered);
        Assert.False(forgery.IsOpened && forgery.Mail.IsAuthenticated, "a forgery was called authentic");
    }

    [Fact]
    public void After_a_restored_backup_both_sides_write_to_each_other_again()
    {
        MemoryStore backup = _bob.Store.Clone();
        _alice.Body(_bob.Write(_alice, "lost with the disk"));
        _bob.Store.SetBackTo(backup);
        _clock.Pass(days: 0.1);
        _bob.Tend();
        Assert.All(_bob.Status(_alice).Sessions, session => Assert.True(session.IsQuarantined));
        SealedMail anew = _bob.Write(_alice, "I am back");
        Assert.Equal(PacketType.First, anew.Type);
        Assert.Equal("I am back", _alice.Body(anew));
        SealedMail answer = _alice.Write(_bob, "welcome");
        OpenResult read = _bob.Read(answer);
        Assert.True(read.IsOpened && read.Mail.IsAuthenticated);
    }

    [Fact]
    public void A_whole_machine_set_back_is_found_by_a_peers_echo()
    {
        MemoryStore snapshot = _bob.Store.Clone();
        _clock.Pass(days: 1);
        _alice.Body(_bob.Write(_alice, "forgotten by Bob"));
        _bob.Restore(snapshot); // database, outside copy and all
        _bob.Tend();
        Assert.DoesNotContain(_bob.Status(_alice).Sessions, session => session.IsQuarantined);
        SealedMail tells = _alice.Write(_bob, "I have read you");
        OpenResult result = _bob.Read(tells);
        Assert.True(result.IsOpened);
        Assert.False(result.Mail.IsAuthenticated);
        Assert.True(result.Mail.Notices.HasFlag(Notices.StoreRestored));
        Assert.All(_bob.Status(_alice).Sessions, session => Assert.True(session.IsQuarantined));
        Assert.Equal("I am back", _alice.Body(_bob.Write(_alice, "I am back"))); // with a stamp that is news to her
        OpenResult answer = _bob.Read(_alice.Write(_bob, "welcome"));
        Assert.True(answer.IsOpened && answer.Mail.IsAuthenticated);
    }

    [Fact]
    public void A_stranger_cannot_make_anybody_believe_that_his_store_was_set_back()
    {
        using var mallory = new Person("mallory", _clock, rsaIndex: 2);
        using RatchetKeyPair x1 = RatchetKeyPair.Generate(new SeededRandom(5));
        byte[] packet = new Forgery
        {
            Recipient = _bob.CurrentBundle(),
            Bundle = mallory.Bundle,
            Sender = mallory.Fingerprint,
            Signing = RsaPool.Take(5),
            Own = x1,
            Stamp = _clock.Seconds,
            Mail = Person.Text("mallory@example.org", "boo"),
            Mangle = plaintext =>
            {
                plaintext[17] = 0xff; // the echo's last byte
                plaintext[10] = 0x01;
                return plaintext;
            },
        }.First();
        Assert.True(_bob.Read(packet).IsOpened);
        Assert.DoesNotContain(_bob.Status(_alice).Sessions, session => session.IsQuarantined);
    }

    [Fact]
    public void A_lost_state_directory_and_a_crash_before_the_outside_copy_raise_no_alarm()
    {
        _bob.Store.LoseOutsideCopy();
        _bob.Tend();
        _bob.Store.SkipNextOutsideCopy = true;
        _alice.Body(_bob.Write(_alice, "hello"));
        _bob.Body(_alice.Write(_bob, "well"));
        Assert.DoesNotContain(_bob.Status(_alice).Sessions, session => session.IsQuarantined);
    }

    [Fact]
    public void The_user_may_say_so_himself()
    {
        using (PostboxTransaction transaction = _bob.Postbox.Begin())
        {
            transaction.Restored();
            transaction.Commit();
        }

        SealedMail late = _alice.Write(_bob, "before he told me");
        OpenResult result = _bob.Read(late);
        Assert.True(result.IsOpened && !result.Mail.IsAuthenticated);
    }

    private SealedMail FirstFrom(string name, out Person person)
    {
        person = new Person(name, _clock, rsaIndex: 2);
        person.Knows(_bob);
        return person.Write(_bob, "hello");
    }
}
