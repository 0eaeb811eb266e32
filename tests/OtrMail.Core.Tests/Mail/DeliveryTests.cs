using OtrMail.Core.Mail;

namespace OtrMail.Core.Tests.Mail;

/// <summary>Mail that comes late, twice, in another order or not at all (scenarios 3, 4, 5 and 7 of the design).</summary>
public sealed class DeliveryTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly Person _alice;
    private readonly Person _bob;

    public DeliveryTests()
    {
        _alice = new Person("alice", _clock, rsaIndex: 0);
        _bob = new Person("bob", _clock, rsaIndex: 1);
        _alice.Knows(_bob);
    }

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    [Theory]
    [InlineData(13.99, true)]
    [InlineData(14, false)]
    public void Mail_written_before_a_rotation_is_read_after_it_for_14_days(double days, bool isRead)
    {
        Person.Acquaint(_alice, _bob);
        SealedMail older = _alice.Write(_bob, "older");
        _bob.Body(_alice.Write(_bob, "in between"));
        _alice.Body(_bob.Write(_alice, "answer")); // announces Bob's next key
        SealedMail newer = _alice.Write(_bob, "newer"); // uses it
        Assert.NotEqual(Outsider.Parse(older).Header.RecipientKeyId, Outsider.Parse(newer).Header.RecipientKeyId);
        Assert.Equal("newer", _bob.Body(newer));
        _clock.Pass(days);
        if (isRead)
            Assert.Equal("older", _bob.Body(older));
        else
            _bob.RefusesUnchanged(MailFault.KeyForgotten, older.Packet);
    }

    [Fact]
    public void A_superseded_key_leaves_the_store_when_two_runs_a_day_apart_agree_that_its_14_days_are_over()
    {
        Person.Acquaint(_alice, _bob);
        Assert.Single(Superseded());
        _clock.Pass(days: 14);
        Assert.Single(Superseded()); // the first run to see it
        _clock.Pass(days: 1);
        Assert.Empty(Superseded());
        _bob.Body(_alice.Write(_bob, "again"));
        Assert.Single(Superseded()); // that of the last rotation

        IEnumerable<HeldKey> Superseded() =>
            Assert.Single(_bob.Status(_alice).Sessions).HeldKeys.Where(key => key.SupersededAt is not null);
    }

    [Fact]
    public void Firsts_2_and_3_after_the_reply_are_delivered_in_one_session_with_one_reply_key()
    {
        SealedMail[] firsts = [.. Enumerable.Range(1, 3).Select(i => _alice.Write(_bob, $"first {i}"))];
        Assert.All(firsts, first => Assert.Equal(PacketType.First, first.Type));
        Assert.Single(firsts.Select(SessionOf).Distinct());
        Assert.Equal("first 1", _bob.Body(firsts[0]));
        SealedMail reply = _bob.Write(_alice, "reply");
        Assert.Equal("first 3", _bob.Body(firsts[2]));
        Assert.Equal("first 2", _bob.Body(firsts[1]));
        Assert.Equal("reply", _alice.Body(reply));
        AssertOneSession();
    }

    [Fact]
    public void First_3_before_1_is_delivered_and_answered_once()
    {
        SealedMail[] firsts = [.. Enumerable.Range(1, 3).Select(i => _alice.Write(_bob, $"first {i}"))];
        Assert.Equal("first 3", _bob.Body(firsts[2]));
        Assert.Equal("first 1", _bob.Body(firsts[0]));
        SealedMail one = _bob.Write(_alice, "reply 1");
        Assert.Equal("first 2", _bob.Body(firsts[1]));
        SealedMail two = _bob.Write(_alice, "reply 2");
        Assert.Equal(
            Outsider.Parse(one).Header.ReplyKey.ToArray(), Outsider.Parse(two).Header.ReplyKey.ToArray());
        Assert.Equal("reply 2", _alice.Body(two));
        Assert.Equal("reply 1", _alice.Body(one));
        AssertOneSession();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_replies_in_flight_are_read_in_both_orders_also_after_the_openers_data(bool newestFirst)
    {
        _bob.Body(_alice.Write(_bob, "first"));
        SealedMail[] replies = [_bob.Write(_alice, "reply 1"), _bob.Write(_alice, "reply 2"), _bob.Write(_alice, "reply 3")];
        Assert.All(replies, reply => Assert.Equal(PacketType.Reply, reply.Type));
        if (newestFirst)
            Array.Reverse(replies);
        _alice.Body(replies[0]);
        _alice.Body(replies[1]);
        SealedMail data = _alice.Write(_bob, "data");
        Assert.Equal(PacketType.Data, data.Type);
        Assert.Equal("data", _bob.Body(data));
        _alice.Body(_bob.Write(_alice, "data back"));
        _alice.Body(replies[2]); // x1 is superseded by now, but held
        AssertOneSession();
    }

    [Fact]
    public void A_second_reply_with_another_reply_key_means_that_the_peer_lost_his_state()
    {
        // Bob answers, and then again from a backup made before he had answered
        _bob.Body(_alice.Write(_bob, "first"));
        Core.Storage.MemoryStore backup = _bob.Store.Clone();
        SealedMail one = _bob.Write(_alice, "reply");
        _bob.Restore(backup);
        SealedMail other = _bob.Write(_alice, "other reply");
        Assert.NotEqual(
            Outsider.Parse(one).Header.ReplyKey.ToArray(), Outsider.Parse(other).Header.ReplyKey.ToArray());
        _alice.Body(one);
        Assert.Equal("other reply", _alice.Body(other));
        Assert.Null(_alice.SendingState(_bob));
        SealedMail next = _alice.Write(_bob, "anew");
        Assert.Equal(PacketType.First, next.Type);
        Assert.Equal("anew", _bob.Body(next));
        _alice.Body(_bob.Write(_alice, "and so we go on"));
        Assert.Equal(SessionState.Established, _alice.SendingState(_bob));
    }

    [Fact]
    public void A_reinstalled_peer_is_adopted_with_his_new_first()
    {
        Person.Acquaint(_alice, _bob);
        SealedMail lost = _bob.Write(_alice, "to the old Alice");
        _clock.Pass(days: 1);
        using Person again = _alice.Reinstalled();
        again.Knows(_bob);
        Assert.Equal(MailFault.UnknownSession, again.Refuses(lost.Packet));
        OpenResult first = _bob.Read(again.Write(_bob, "I lost everything"));
        Assert.Equal(Notices.FirstInsideSession | Notices.NewBundle, first.Mail!.Notices);
        Assert.Equal(SessionState.Owing, _bob.SendingState(_alice));
        Assert.Equal("welcome", again.Body(_bob.Write(again, "welcome")));
        Assert.Equal("data", _bob.Body(again.Write(_bob, "data")));
        Assert.Equal(SessionState.Established, _bob.SendingState(again));
    }

    [Fact]
    public void A_first_that_was_withheld_is_delivered_later_and_changes_nothing()
    {
        SealedMail withheld = _alice.Write(_bob, "withheld"); // of a session that Alice loses
        _clock.Pass(days: 1);
        using Person again = _alice.Reinstalled();
        again.Knows(_bob);
        Person.Acquaint(again, _bob);
        SessionStatus before = Assert.Single(_bob.Status(again).Sessions);
        Assert.Equal("withheld", _bob.Body(withheld));
        Assert.Equal(before, Assert.Single(_bob.Status(again).Sessions));
        Assert.Equal(PacketType.Data, _bob.Write(again, "as before").Type);
    }

    [Fact]
    public void What_was_on_its_way_when_a_session_was_replaced_is_read_for_30_days()
    {
        Person.Acquaint(_alice, _bob);
        SealedMail[] late = [_alice.Write(_bob, "late 1"), _alice.Write(_bob, "late 2")];
        _clock.Pass(days: 1);
        using Person again = _alice.Reinstalled();
        again.Knows(_bob);
        _bob.Body(again.Write(_bob, "I lost everything"));
        Assert.Equal("late 1", _bob.Body(late[0]));
        _clock.Pass(days: 30.1);
        _bob.RefusesUnchanged(MailFault.UnknownSession, late[1].Packet);
    }

    [Fact]
    public void A_late_first_does_not_take_the_keys_away_that_its_session_was_answered_with()
    {
        _bob.Body(_alice.Write(_bob, "first 1"));
        SealedMail reply = _bob.Write(_alice, "reply");
        _clock.Pass(days: 45);
        _alice.Renew(signingIndex: 20);
        SealedMail late = _alice.Write(_bob, "first 2");
        _alice.Body(reply);
        SealedMail data = _alice.Write(_bob, "data");
        _clock.Pass(days: 47);
        _alice.Knows(_bob);
        Assert.Equal(PacketType.First, _bob.Write(_alice, "nobody answers").Type); // the offer is 92 days old
        Assert.Equal("first 2", _bob.Body(late)); // but was repeated 47 days ago
        Assert.Equal("data", _bob.Body(data));
    }

    private static string SessionOf(SealedMail mail) => Convert.ToHexString(Outsider.Parse(mail).Header.SessionId);

    private void AssertOneSession()
    {
        Assert.Equal("last", _bob.Body(_alice.Write(_bob, "last")));
        Assert.Equal("word", _alice.Body(_bob.Write(_alice, "word")));
        SessionStatus alices = Assert.Single(_alice.Status(_bob).Sessions);
        SessionStatus bobs = Assert.Single(_bob.Status(_alice).Sessions);
        Assert.Equal(alices.Id, bobs.Id);
        Assert.Equal((SessionState.Established, SessionState.Established), (alices.State, bobs.State));
        Assert.Equal(alices.CurrentKeyId, bobs.PeerKeyId); // Alice read the last mail
    }
}
