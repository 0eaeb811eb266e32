using OtrMail.Core.Im;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Im;

/// <summary>People who are logged in several times, mirrors, and messages for others.</summary>
public sealed class ClientsTests : IDisposable
{
    private readonly Chat _chat = new();
    private readonly Chatter _tablet;

    public ClientsTests() => _tablet = new Chatter("bob", "alice", 1, new ImOptions(), _chat.Clock, seed: 50);

    public void Dispose()
    {
        _tablet.Dispose();
        _chat.Dispose();
    }

    [Fact]
    public void Each_client_that_answers_a_query_gets_a_session_of_its_own()
    {
        _chat.Alice.Do(context => context.Start());
        Flood();
        Assert.Equal(2, _chat.Alice.Context.Sessions.Count);
        Assert.Equal(
            new[] { _chat.Bob.Context.Session!.Id, _tablet.Context.Session!.Id }.Order(),
            _chat.Alice.Context.Sessions.Select(session => session.Id).Order());
        Assert.Contains(ImEventKind.OtherInstance, _tablet.Events); // it sees what is for the other
        SayToBoth();
    }

    [Fact]
    public void One_commitment_may_be_answered_by_each_client()
    {
        _chat.Alice.Hear("?OTRv3?"); // somebody of the two asked; Alice commits to all of them
        Flood();
        Assert.Equal(2, _chat.Alice.Context.Sessions.Count);
        SayToBoth();
    }

    [Fact]
    public void What_is_said_goes_to_the_client_that_spoke_last_unless_one_is_chosen()
    {
        _chat.Alice.Do(context => context.Start());
        Flood();
        foreach (Chatter speaker in new[] { _tablet, _chat.Bob, _tablet })
        {
            _chat.Clock.Seconds++;
            speaker.Say("me");
            Flood();
            Assert.Equal(speaker.Account.InstanceTag, _chat.Alice.Context.Session!.PeerInstance);
        }

        _chat.Alice.Context.Choose(_chat.Bob.Account.InstanceTag);
        Assert.Equal(_chat.Bob.Account.InstanceTag, _chat.Alice.Context.Session!.PeerInstance);
        _chat.Alice.Context.Choose(0);
        Assert.Equal(_tablet.Account.InstanceTag, _chat.Alice.Context.Session!.PeerInstance);
    }

    [Fact]
    public void A_query_that_is_answered_while_both_sides_commit_ends_in_one_session_for_each_client()
    {
        _chat.Alice.Hear("?OTRv3?");
        _chat.Bob.Hear("?OTRv3?");
        _tablet.Hear("?OTRv3?");
        Flood();
        Assert.Equal(2, _chat.Alice.Context.Sessions.Count);
        Assert.All(_chat.Alice.Context.Sessions, session =>
            Assert.Contains(session.Id, new[] { _chat.Bob.Context.Session!.Id, _tablet.Context.Session!.Id }));
        SayToBoth();
    }

    [Fact]
    public void The_own_messages_coming_back_do_nothing()
    {
        string commit = _chat.Alice.Hear("?OTRv3?").Wire.Single();
        Assert.Equal([new ImEvent(ImEventKind.Reflected)], _chat.Alice.Hear(commit).Outputs);
        _chat.Alice.Outgoing.Clear();
        _chat.Secure();
        string said = _chat.Alice.Say("x").Wire.Single();
        Assert.Equal([ImEventKind.Reflected], _chat.Alice.Hear(said).Events.Select(told => told.Kind));
    }

    [Fact]
    public void Forged_tags_fill_no_memory_and_push_no_session_out()
    {
        _chat.Secure();
        string commit = _tablet.Hear("?OTRv3?").Wire.Single();
        byte[] bytes = Convert.FromBase64String(commit["?OTR:".Length..^1]);
        for (int i = 0; i < 100; i++)
        {
            bytes[4] = (byte)(i + 1);
            Assert.Single(_chat.Alice.Hear("?OTR:" + Convert.ToBase64String(bytes) + ".").Wire); // a D-H Key
        }

        Assert.Equal(ImLimits.Instances, _chat.Alice.Context.Clients.All.Count());
        Assert.Single(_chat.Alice.Context.Sessions);
        _chat.Alice.Outgoing.Clear();
        _chat.Talk(_chat.Alice, "still here");
        Assert.Equal(["still here"], _chat.Bob.Heard);
    }

    [Theory]
    [InlineData(0x00u, 0x1000u)] // a sender that is none
    [InlineData(0xFFu, 0x1000u)]
    [InlineData(0x1000u, 0x01u)] // a receiver that is none
    [InlineData(0x1000u, 0xFFu)]
    public void Tags_that_nobody_has_make_a_message_malformed(uint sender, uint receiver)
    {
        var commit = new DhCommitMessage(sender, receiver, new byte[196], new byte[32]);
        Assert.Equal([new ImEvent(ImEventKind.Malformed)], _chat.Alice.Hear(commit.ToWire()).Outputs);
    }

    [Fact]
    public void Only_a_commitment_may_be_for_all_clients()
    {
        Assert.Single(_chat.Alice.Hear(new DhCommitMessage(0x1000, 0, new byte[196], new byte[32]).ToWire()).Wire);
        var forAll = new SignatureMessage(0x1000, 0, new SealedSignature(new byte[10], new byte[20]));
        Assert.Equal([new ImEvent(ImEventKind.Malformed)], _chat.Alice.Hear(forAll.ToWire()).Outputs);
    }

    [Fact]
    public void A_new_key_of_a_known_peer_is_told_and_what_waits_is_not_sent_to_it()
    {
        var always = new ImOptions { Policy = ImPolicy.Always };
        using var clock = new Chat(); // for its clock alone
        using var store = new MemoryStore();
        using var alice = new Chatter("alice", "bob", 0, always, clock.Clock, store: store);
        using var bob = new Chatter("bob", "alice", 1, new ImOptions(), clock.Clock);
        using var mallory = new Chatter("bob", "alice", 2, new ImOptions(), clock.Clock);
        alice.Say("for bob");
        Pump(alice, bob);
        Assert.Equal(["for bob"], bob.Heard);
        Assert.Contains(ImEventKind.FingerprintNew, alice.Events);
        alice.Do(context => context.End());
        alice.Outgoing.Clear();
        alice.Told.Clear();

        alice.Say("for bob alone");
        Pump(alice, mallory);
        Assert.Equal([ImEventKind.EncryptionRequired, ImEventKind.FingerprintChanged, ImEventKind.Secure, ImEventKind.NotSent], alice.Events);
        Assert.Equal("for bob alone", alice.Told.OfType<ImEvent>().Last().Text);
        Assert.Empty(mallory.Heard);
        Assert.Equal([mallory.Account.Fingerprint, bob.Account.Fingerprint], alice.Keys.PeerKeys("alice", "bob").Select(key => key.Fingerprint));
    }

    private static void Pump(Chatter first, Chatter second)
    {
        while (first.Outgoing.Count + second.Outgoing.Count > 0)
        {
            if (first.Outgoing.TryDequeue(out string? wire))
                second.Hear(wire);
            if (second.Outgoing.TryDequeue(out wire))
                first.Hear(wire);
        }
    }

    /// <summary>A network that relays all of Alice's messages to both of Bob's clients.</summary>
    private void Flood()
    {
        while (_chat.Alice.Outgoing.Count + _chat.Bob.Outgoing.Count + _tablet.Outgoing.Count > 0)
        {
            if (_chat.Alice.Outgoing.TryDequeue(out string? wire))
            {
                _chat.Bob.Hear(wire);
                _tablet.Hear(wire);
            }

            if (_chat.Bob.Outgoing.TryDequeue(out wire))
                _chat.Alice.Hear(wire);
            if (_tablet.Outgoing.TryDequeue(out wire))
                _chat.Alice.Hear(wire);
        }
    }

    private void SayToBoth()
    {
        foreach (Chatter client in new[] { _chat.Bob, _tablet })
        {
            _chat.Alice.Context.Choose(client.Account.InstanceTag);
            _chat.Alice.Say($"to {client.Account.InstanceTag:x}");
            Flood();
            Assert.Equal([$"to {client.Account.InstanceTag:x}"], client.Heard);
        }
    }
}
