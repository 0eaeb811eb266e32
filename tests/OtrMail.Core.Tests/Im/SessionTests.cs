using OtrMail.Core.Im;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Im.Sessions;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Tests.Im;

/// <summary>Keys of a session: when they go (paper, 4.2), when MAC keys become public (4.4), and what is no longer read.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly Chat _chat = new Chat().Secure();

    public void Dispose() => _chat.Dispose();

    [Fact]
    public void Every_turn_moves_to_new_keys_and_never_more_than_two_of_each_side_are_held()
    {
        ModpKeyPair first = KeysOf(_chat.Alice).CurrentKey.Pair;
        for (int turn = 0; turn < 5; turn++)
        {
            _chat.Talk(_chat.Alice, "a").Talk(_chat.Bob, "b");
            foreach (Chatter side in new[] { _chat.Alice, _chat.Bob })
            {
                Assert.Equal(2, KeysOf(side).OwnKeys.Count);
                Assert.InRange(KeysOf(side).PeerKeys.Count, 1, 2);
            }
        }

        Assert.Equal(6u, KeysOf(_chat.Alice).Current);
        Assert.Throws<ObjectDisposedException>(() => first.Copy()); // wiped
    }

    [Fact]
    public void Who_speaks_alone_stays_with_his_keys()
    {
        _chat.Talk(_chat.Alice, "1", "2", "3");
        Assert.Equal(1u, KeysOf(_chat.Alice).Current);
        Assert.Equal(["1", "2", "3"], _chat.Bob.Heard);
        DataMessage[] said = [.. Enumerable.Range(0, 3).Select(_ => Parse(_chat.Alice.Say("x").Wire.Single()))];
        Assert.Equal(said.Select(message => message.Counter).Order().Distinct(), said.Select(message => message.Counter));
        Assert.Equal(3, said.Select(message => Convert.ToHexString(message.Ciphertext.Span)).Distinct().Count()); // no key stream twice
    }

    [Fact]
    public void A_replayed_message_is_not_heard_again_and_its_sender_is_told()
    {
        string wire = _chat.Alice.Say("once").Wire.Single();
        _chat.Pump();
        ImResult again = _chat.Bob.Hear(wire);
        Assert.Equal([ImEventKind.Unreadable], again.Events.Select(told => told.Kind));
        Assert.StartsWith("?OTR Error:", again.Wire.Single(), StringComparison.Ordinal);
        Assert.Equal(["once"], _chat.Bob.Heard);
    }

    [Fact]
    public void An_older_message_under_the_same_keys_is_not_read_once_a_newer_one_was()
    {
        string first = _chat.Alice.Say("first").Wire.Single();
        string second = _chat.Alice.Say("second").Wire.Single();
        _chat.Bob.Hear(second);
        Assert.Equal([ImEventKind.Unreadable], _chat.Bob.Hear(first).Events.Select(told => told.Kind));
        Assert.Equal(["second"], _chat.Bob.Heard);
    }

    [Fact]
    public void A_message_to_a_forgotten_key_is_not_read()
    {
        string late = _chat.Alice.Say("late").Wire.Single();
        _chat.Alice.Outgoing.Clear();
        for (int turn = 0; turn < 2; turn++)
            _chat.Talk(_chat.Alice, "a").Talk(_chat.Bob, "b");
        _chat.Talk(_chat.Alice, "a");
        Assert.Equal([ImEventKind.Unreadable], _chat.Bob.Hear(late).Events.Select(told => told.Kind));
    }

    [Fact]
    public void A_bit_changed_in_any_byte_is_noticed_and_changes_nothing()
    {
        string wire = _chat.Alice.Say("unharmed").Wire.Single();
        byte[] honest = Convert.FromBase64String(wire["?OTR:".Length..^1]);
        int length = honest.Length - 4; // the revealed MAC keys (none here) come after the MAC
        for (int at = 0; at < length; at++)
        {
            byte[] changed = [.. honest];
            changed[at] ^= 1;
            ImResult result = _chat.Bob.Hear("?OTR:" + Convert.ToBase64String(changed) + ".");
            Assert.Empty(result.Heard);
        }

        Assert.Equal(["unharmed"], _chat.Bob.Hear(wire).Heard.Select(heard => heard.Text));
    }

    [Fact]
    public void A_mac_key_is_public_only_when_nothing_under_it_is_read_any_more_and_only_once()
    {
        var revealed = new Dictionary<string, List<DataMessage>>();
        var verified = new Dictionary<string, List<string>>(); // MAC key → messages that Bob read under it
        for (int turn = 0; turn < 6; turn++)
        {
            for (int i = 0; i < 2; i++)
            {
                string wire = _chat.Alice.Say("a").Wire.Single();
                KeyedPairs pairs = new();
                string macKey = Convert.ToHexString(ReceivingMacKey(_chat.Bob, Parse(wire), pairs));
                pairs.Dispose();
                (verified.TryGetValue(macKey, out List<string>? wires) ? wires : verified[macKey] = []).Add(wire);
                _chat.Pump();
            }

            string answer = _chat.Bob.Say("b").Wire.Single();
            foreach (ReadOnlyMemory<byte> key in Parse(answer).RevealedMacKeys)
            {
                string hex = Convert.ToHexString(key.Span);
                Assert.True(revealed.TryAdd(hex, []), "revealed twice");
                Assert.Contains(hex, verified.Keys); // it did verify something
                foreach (string wire in verified[hex])
                {
                    // a message that anybody can make now: the counter is beyond all that was seen
                    DataMessage forged = (Parse(wire) with { Counter = 1_000_000 }).WithMac(key.Span);
                    Assert.Empty(_chat.Bob.Hear(forged.ToWire()).Heard);
                }
            }

            _chat.Bob.Outgoing.Clear();
            _chat.Bob.Outgoing.Enqueue(answer);
            _chat.Pump();
        }

        Assert.InRange(revealed.Count, 4, 6);
    }

    [Fact]
    public void At_the_end_all_mac_keys_that_verified_something_become_public()
    {
        string wire = _chat.Alice.Say("deniable").Wire.Single();
        _chat.Pump();
        string goodbye = _chat.Bob.Do(context => context.End()).Wire.Single();
        ReadOnlyMemory<byte> macKey = Assert.Single(Parse(goodbye).RevealedMacKeys);
        DataMessage said = Parse(wire);
        Assert.True(said.Verifies(macKey.Span));
        byte[] altered = said.Ciphertext.ToArray();
        for (int i = 0; i < "deniable".Length; i++)
            altered[i] ^= (byte)("deniable"[i] ^ "credible"[i]);
        Assert.True((said with { Ciphertext = altered }).WithMac(macKey.Span).Verifies(macKey.Span)); // anybody could have said it
    }

    [Fact]
    public void Mac_keys_of_a_session_that_was_refreshed_become_public_in_the_next()
    {
        string wire = _chat.Alice.Say("before").Wire.Single();
        _chat.Pump();
        _chat.Alice.Do(context => context.Refresh());
        _chat.Pump();
        DataMessage next = Parse(_chat.Bob.Say("after").Wire.Single());
        Assert.Empty(next.RevealedMacKeys); // what is under the old keys is read until something comes under the new ones
        _chat.Pump().Talk(_chat.Alice, "after");
        next = Parse(_chat.Bob.Say("and on").Wire.Single());
        Assert.Contains(next.RevealedMacKeys, key => Parse(wire).Verifies(key.Span));
        Assert.Equal([ImEventKind.Unreadable], _chat.Bob.Hear(wire).Events.Select(told => told.Kind));
    }

    [Fact]
    public void What_is_on_its_way_when_keys_are_refreshed_is_read_for_a_minute_at_most()
    {
        string[] late = [.. Enumerable.Range(1, 3).Select(i => _chat.Alice.Say($"late {i}").Wire.Single())];
        _chat.Alice.Outgoing.Clear();
        _chat.Alice.Do(context => context.Refresh());
        _chat.Pump();
        Assert.Equal(["late 1", "late 2"], late[..2].SelectMany(wire => _chat.Bob.Hear(wire).Heard).Select(heard => heard.Text));
        _chat.Clock.Seconds += 60;
        _chat.Bob.Do(context => context.Tick());
        Assert.Equal([ImEventKind.Unreadable], _chat.Bob.Hear(late[2]).Events.Select(told => told.Kind));
    }

    [Fact]
    public void A_peer_that_announces_a_key_of_ours_is_not_followed()
    {
        EncryptedSession alice = Session(_chat.Alice);
        DataMessage message = alice.Seal(
            _chat.Alice.Account.InstanceTag, _chat.Bob.Account.InstanceTag, new DataPlaintext("x", []), MessageFlags.None, 0);
        using var pairs = new KeyedPairs();
        byte[] macKey = ReceivingMacKey(_chat.Bob, message, pairs);
        DataMessage mirrored = (message with { NextKey = KeysOf(_chat.Bob).AnnouncedKey.Pair.Public }).WithMac(macKey);
        Assert.Equal([ImEventKind.Unreadable], _chat.Bob.Hear(mirrored.ToWire()).Events.Select(told => told.Kind));
        Assert.Equal(["x"], _chat.Bob.Hear(message.ToWire()).Heard.Select(heard => heard.Text));
    }

    [Fact]
    public void What_the_sender_does_not_mind_is_silent_when_it_cannot_be_read()
    {
        DataMessage said = Parse(_chat.Alice.Say("x").Wire.Single());
        DataMessage broken = said with { Flags = MessageFlags.IgnoreUnreadable };
        Assert.Empty(_chat.Bob.Hear(broken.ToWire()).Outputs);
        _chat.Bob.Do(context => context.End());
        Assert.Empty(_chat.Bob.Hear(broken.ToWire()).Outputs);
        Assert.Equal([ImEventKind.Unreadable], _chat.Bob.Hear(said.ToWire()).Events.Select(told => told.Kind));
    }

    [Fact]
    public void Texts_are_padded_so_that_their_length_tells_less()
    {
        int[] lengths = [.. new[] { 1, 10, 100, 250 }.Select(n => Parse(_chat.Alice.Say(new string('x', n)).Wire.Single()).Ciphertext.Length)];
        Assert.All(lengths, length => Assert.Equal(256, length));
        Assert.Equal(512, Parse(_chat.Alice.Say(new string('x', 255)).Wire.Single()).Ciphertext.Length);
        using var writer = new WireWriter();
        new DataPlaintext("", []).Write(writer, 131_072);
        Assert.Equal(131_072, writer.Length);
        Assert.Empty(DataPlaintext.Decode(writer.Written).Tlvs);
    }

    internal static KeyManagement<ModpKeyPair, ModpPublicKey> KeysOf(Chatter side) => Session(side).Keys;

    private static EncryptedSession Session(Chatter side) => side.Context.Clients.Best!.Keys.Current!;

    private static DataMessage Parse(string wire)
    {
        Assert.True(WireText.Of(wire).TryDecode(out byte[]? bytes));
        Assert.Equal(HeaderFault.None, MessageHeader.TryRead(bytes, out MessageHeader header));
        return Assert.IsType<DataMessage>(EncodedMessage.TryRead(header, bytes));
    }

    /// <summary>What only the two of them know.</summary>
    private static byte[] ReceivingMacKey(Chatter receiver, DataMessage message, KeyedPairs pairs)
    {
        KeysOf(receiver).Find(
            message.SenderKeyId, message.RecipientKeyId, out OwnKey<ModpKeyPair>? own, out PeerKey<ModpPublicKey>? peer);
        return pairs.Of(own!, peer!).Keys.Receiving.MacKey.Span.ToArray();
    }
}
