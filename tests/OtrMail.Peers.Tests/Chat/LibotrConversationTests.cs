using System.Globalization;
using OtrMail.Core.Im;

namespace OtrMail.Peers.Tests.Chat;

/// <summary>Our instant messaging talks with libotr: every feature, in both roles.</summary>
public sealed class LibotrConversationTests
{
    [LibotrFact]
    public void Each_side_can_ask_and_either_half_of_the_session_id_is_the_same_for_both()
    {
        using var asking = new LibotrChat();
        asking.AliceDo(alice => alice.Start()).Pump().AssertSecure();
        Assert.Equal([ImEventKind.FingerprintNew, ImEventKind.Secure], asking.Events);
        Assert.False(asking.Alice.Session!.OwnHalfFirst);
        Assert.Contains(asking.BobTold, line => line.StartsWith("event secure 3", StringComparison.Ordinal) && line.EndsWith(" first", StringComparison.Ordinal));

        using var asked = new LibotrChat();
        asked.BobDo("start").Pump().AssertSecure();
        Assert.True(asked.Alice.Session!.OwnHalfFirst);
        Assert.Contains(asked.BobTold, line => line.EndsWith(" second", StringComparison.Ordinal));
    }

    [LibotrFact]
    public void Texts_of_all_kinds_arrive_in_both_directions_whoever_speaks_and_however_long()
    {
        using LibotrChat chat = new LibotrChat().Secure();
        string[] texts = ["a", "grüße 🜚", "?OTR:AAMD", "<b>&amp;</b>\nline", new string('x', 300), new string('y', 40_000)];
        foreach (string text in texts)
            chat.AliceDo(alice => alice.Send(text)).Pump();
        foreach (string text in texts)
            chat.BobDo("say", text).Pump();
        for (int turn = 0; turn < 10; turn++)
        {
            string number = turn.ToString(CultureInfo.InvariantCulture);
            chat.AliceDo(alice => alice.Send(number)).Pump().BobDo("say", number).Pump();
        }

        string[] turns = [.. Enumerable.Range(0, 10).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        Assert.Equal([.. texts, .. turns], chat.Heard);
        Assert.Equal(
            [.. texts.Concat(turns).Select(text => $"heard encrypted {text}")],
            chat.BobTold.Where(line => line.StartsWith("heard", StringComparison.Ordinal)));
        Assert.Empty(chat.Events);
        Assert.DoesNotContain(chat.BobTold, line => line.StartsWith("event", StringComparison.Ordinal));
    }

    [LibotrFact]
    public void Messages_that_cross_are_read_on_both_sides()
    {
        using LibotrChat chat = new LibotrChat().Secure();
        for (int turn = 0; turn < 5; turn++)
        {
            chat.AliceDo(alice => alice.Send("a1")).AliceDo(alice => alice.Send("a2")).BobDo("say", "b1").BobDo("say", "b2").Pump();
            chat.AliceDo(alice => alice.Send("a3")).Pump();
        }

        Assert.Equal(10, chat.Heard.Count());
        Assert.Equal(15, chat.BobTold.Count(line => line.StartsWith("heard encrypted a", StringComparison.Ordinal)));
        Assert.Empty(chat.Events);
    }

    [LibotrFact]
    public void A_whitespace_tag_starts_the_conversation_on_either_side()
    {
        using var chat = new LibotrChat();
        chat.AliceDo(alice => alice.Send("hello")).Pump().AssertSecure();
        Assert.Contains("heard plain hello", chat.BobTold);

        using var other = new LibotrChat();
        other.BobDo("say", "hello").Pump().AssertSecure();
        Assert.Equal(new ImHeard("hello", false), other.Told[0]);
    }

    [LibotrFact]
    public void Fragments_of_any_size_are_put_together_on_both_sides()
    {
        foreach (int limit in new[] { 37, 38, 50, 100, 1000 })
        {
            using var chat = new LibotrChat(new ImOptions { MaxMessage = limit, PadTo = 0 }, bobsLimit: Math.Max(limit, 100));
            chat.Secure();
            chat.AliceDo(alice => alice.Send("short")).AliceDo(alice => alice.Send(new string('z', 500))).Pump();
            chat.BobDo("say", "short").BobDo("say", new string('w', 500)).Pump();
            Assert.Equal(["short", new string('w', 500)], chat.Heard);
            Assert.Contains("heard encrypted " + new string('z', 500), chat.BobTold);
            Assert.All(chat.FromAlice, wire => Assert.True(wire.Length <= limit, $"{wire.Length} > {limit}"));
        }
    }

    [LibotrFact]
    public void A_narrow_network_carries_libotrs_query_in_pieces()
    {
        using var chat = new LibotrChat(bobsLimit: 60);
        chat.BobDo("start").Pump().AssertSecure();
    }

    [LibotrFact]
    public void Both_sides_can_end_and_the_other_is_told()
    {
        using LibotrChat chat = new LibotrChat().Secure();
        chat.AliceDo(alice => alice.End()).Pump();
        Assert.Contains("event disconnected", chat.BobTold);
        Assert.Equal("finished", chat.Bob.State()[0]);
        chat.BobDo("end").Pump().Secure();

        chat.BobDo("end").Pump();
        Assert.Equal([ImEventKind.Ended], chat.Events);
        Assert.Equal(ImState.Finished, chat.Alice.State);
    }

    [LibotrFact]
    public void Each_side_can_ask_for_fresh_keys()
    {
        using LibotrChat chat = new LibotrChat().Secure();
        string first = chat.Alice.Session!.Id;
        chat.AliceDo(alice => alice.Refresh()).Pump().AssertSecure();
        string second = chat.Alice.Session!.Id;
        Assert.NotEqual(first, second);
        Assert.Equal([ImEventKind.Refreshed], chat.Events);
        Assert.Contains(chat.BobTold, line => line.StartsWith("event still-secure", StringComparison.Ordinal));
        chat.BobDo("start").Pump().AssertSecure();
        Assert.NotEqual(second, chat.Alice.Session!.Id);
        chat.AliceDo(alice => alice.Send("on")).Pump().BobDo("say", "and on").Pump();
        Assert.Equal(["and on"], chat.Heard);
        Assert.Contains("heard encrypted on", chat.BobTold);
    }

    [LibotrFact]
    public void When_both_begin_at_once_one_session_comes_of_it()
    {
        for (int i = 0; i < 6; i++) // the hashes decide: both outcomes turn up
        {
            using var chat = new LibotrChat();
            chat.AliceDo(alice => alice.Start()).BobDo("start").Pump();
            chat.AssertSecure();
            chat.AliceDo(alice => alice.Send("one")).Pump().BobDo("say", "two").Pump();
            Assert.Equal(["two"], chat.Heard);
            Assert.Contains("heard encrypted one", chat.BobTold);
        }
    }

    [LibotrFact]
    public void When_both_ask_for_fresh_keys_at_once_one_session_comes_of_it()
    {
        using LibotrChat chat = new LibotrChat().Secure();
        for (int i = 0; i < 4; i++)
        {
            chat.AliceDo(alice => alice.Refresh()).BobDo("start").Pump().AssertSecure();
            chat.AliceDo(alice => alice.Refresh()).AliceDo(alice => alice.Start()).Pump().AssertSecure();
        }
    }

    [LibotrFact]
    public void A_restarted_side_says_that_it_cannot_read_and_there_are_fresh_keys_without_anybody_asking()
    {
        using LibotrChat chat = new LibotrChat().Secure();
        chat.Restart();
        chat.BobDo("say", "did you get this?").Pump();
        chat.AssertSecure();
        Assert.Contains(ImEventKind.Unreadable, chat.Events);
        // libotr 4.1.1 looks for what to send again where version 3 has nothing, so Bob says it anew
        chat.BobDo("say", "once more").Pump();
        Assert.Equal(["once more"], chat.Heard);
    }

    [LibotrFact]
    public void What_libotr_cannot_read_is_sent_again_under_fresh_keys()
    {
        using LibotrChat chat = new LibotrChat().Secure();
        // a message whose last MACed byte was changed on its way
        chat.AliceDo(alice => alice.Send("did you get this?"));
        string wire = chat.FromAlice[^1];
        char changed = wire[^60] == 'A' ? 'B' : 'A';
        chat.Lose().BobDo("wire", string.Concat(wire.AsSpan(0, wire.Length - 60), [changed], wire.AsSpan(wire.Length - 59)));
        chat.Pump().AssertSecure();
        Assert.Contains("event unreadable", chat.BobTold);
        Assert.Contains(ImEventKind.Error, chat.Events);
        Assert.Contains(ImEventKind.Resent, chat.Events);
        Assert.Contains("heard encrypted [resent] did you get this?", chat.BobTold);
    }

    [LibotrFact]
    public void What_may_not_be_said_in_the_clear_waits_for_the_conversation()
    {
        using var chat = new LibotrChat(new ImOptions { Policy = ImPolicy.Always });
        chat.AliceDo(alice => alice.Send("one")).AliceDo(alice => alice.Send("two")).Pump().AssertSecure();
        Assert.Equal(["heard encrypted one", "heard encrypted two"], chat.BobTold.Where(line => line.StartsWith("heard", StringComparison.Ordinal)));

        using var other = new LibotrChat(bobsPolicy: "always");
        other.BobDo("say", "one").Pump().AssertSecure();
        Assert.Equal(["one"], other.Heard);
    }

    [LibotrFact]
    public void Secrets_are_compared_in_both_directions_with_question_answer_and_abort()
    {
        using LibotrChat chat = new LibotrChat().Secure();
        chat.AliceDo(alice => alice.StartSmp("here", "where?")).Pump();
        Assert.Contains("event smp-asked where?", chat.BobTold);
        chat.BobDo("smp-answer", "here").Pump();
        Assert.Contains("event smp-succeeded", chat.BobTold);
        Assert.Contains(ImEventKind.SmpSucceeded, chat.Events);
        Assert.True(chat.Alice.Session!.IsVerified);

        chat.BobDo("smp", "now", "when?").Pump();
        Assert.Equal("when?", chat.Told.OfType<ImEvent>().Single(told => told.Kind == ImEventKind.SmpAsked).Question);
        chat.AliceDo(alice => alice.AnswerSmp("then")).Pump();
        Assert.Contains("event smp-failed", chat.BobTold);
        Assert.Contains(ImEventKind.SmpFailed, chat.Events);

        chat.BobDo("smp", "now").Pump().AliceDo(alice => alice.AbortSmp()).Pump();
        Assert.Contains("event smp-aborted", chat.BobTold);
        chat.AliceDo(alice => alice.StartSmp("here")).Pump().BobDo("smp-abort").Pump();
        Assert.Contains(ImEventKind.SmpAborted, chat.Events);
        chat.AliceDo(alice => alice.Send("on")).Pump();
        Assert.Contains("heard encrypted on", chat.BobTold);
    }

    [LibotrFact]
    public void The_extra_symmetric_key_is_the_same_on_both_sides()
    {
        using LibotrChat chat = new LibotrChat().Secure();
        Core.Primitives.SecretBytes? key = null;
        chat.AliceDo(alice => alice.UseExtraKey(9, "ab"u8, out key)).Pump();
        Assert.Contains($"event symkey 9 6162 {Convert.ToHexStringLower(key!.Span)}", chat.BobTold);
        chat.BobDo("symkey", "10", "cdef").Pump();
        ImExtraKey told = chat.Told.OfType<ImEvent>().Single(e => e.Kind == ImEventKind.ExtraKey).ExtraKey!;
        Assert.Equal((10u, "CDEF"), (told.Use, Convert.ToHexString(told.UseData.Span)));
        Assert.Contains($"event symkey-made {Convert.ToHexStringLower(told.Key.Span)}", chat.BobTold);
        key.Dispose();
        told.Key.Dispose();
    }

    [LibotrFact]
    public void Who_has_been_silent_answers_with_a_heartbeat()
    {
        using LibotrChat chat = new LibotrChat().Secure();
        chat.Pass(70).BobDo("say", "anybody there?").Pump();
        Assert.Contains(ImEventKind.HeartbeatSent, chat.Events);
        Assert.Contains("event heartbeat-received", chat.BobTold);
        chat.Pass(70).AliceDo(alice => alice.Send("yes")).Pump();
        Assert.Contains("event heartbeat-sent", chat.BobTold);
        Assert.Contains(ImEventKind.HeartbeatReceived, chat.Events);
    }

    [LibotrFact]
    public void A_program_of_the_peers_that_is_a_second_one_gets_a_session_of_its_own()
    {
        using LibotrChat chat = new LibotrChat().Secure();
        using var folder = new Cli.Tests.TemporaryFolder();
        using var second = new LibotrPeer(folder["bob2.key"], "bob", "alice");
        Queue<string> toSecond = new(["?OTRv3?"]);
        while (toSecond.TryDequeue(out string? wire))
        {
            foreach (string[] line in second.Do("wire", wire).Where(line => line[0] == "wire"))
            {
                ImResult result = chat.Alice.Receive(line[1]);
                chat.Told.AddRange(result.Outputs);
                foreach (string answer in result.Wire)
                    toSecond.Enqueue(answer);
            }
        }

        Assert.Equal("encrypted", second.State()[0]);
        Assert.Contains(ImEventKind.FingerprintChanged, chat.Events);
        Assert.Equal(2, chat.Alice.Sessions.Count);
        chat.Alice.Choose(uint.Parse(chat.Bob.Instance, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        string toBob = chat.Alice.Send("for bob's first program").Wire.Single();
        Assert.Contains(second.Do("wire", toBob), line => line is ["event", "other-instance", ..]);
        chat.BobDo("wire", toBob);
        Assert.Contains("heard encrypted for bob's first program", chat.BobTold);
    }

    [LibotrFact]
    public void A_libotr_that_may_speak_version_3_only_when_asked_is_not_asked_under_the_policy_never()
    {
        using var chat = new LibotrChat(new ImOptions { Policy = ImPolicy.Never });
        chat.BobDo("start").Pump();
        Assert.Equal(ImState.Plaintext, chat.Alice.State);
        Assert.StartsWith("?OTRv23?", chat.Told.OfType<ImHeard>().Single().Text, StringComparison.Ordinal);
        Assert.Empty(chat.FromAlice);
    }
}
