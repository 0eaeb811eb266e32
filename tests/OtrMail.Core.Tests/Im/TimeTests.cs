using OtrMail.Core.Im;

namespace OtrMail.Core.Tests.Im;

/// <summary>What the clock brings: heartbeats, idle sessions, exchanges nobody answers; and errors, restarts, what is sent again.</summary>
public sealed class TimeTests
{
    [Fact]
    public void Who_has_been_silent_answers_with_a_heartbeat_at_once_and_others_when_the_time_has_come()
    {
        using Chat chat = new Chat().Secure();
        chat.Clock.Seconds += 59;
        chat.Talk(chat.Alice, "one");
        Assert.Equal([], chat.Bob.Events);
        Assert.Equal(chat.Clock.GetUtcNow().AddSeconds(1), chat.Bob.Context.NextTick);
        chat.Clock.Seconds += 1;
        Assert.Equal([ImEventKind.HeartbeatSent], chat.Bob.Do(context => context.Tick()).Events.Select(told => told.Kind));
        chat.Pump();
        Assert.Equal([ImEventKind.HeartbeatReceived], chat.Alice.Events);
        Assert.Empty(chat.Alice.Heard);
        chat.Clock.Seconds += 60;
        chat.Talk(chat.Alice, "two");
        Assert.Equal([ImEventKind.HeartbeatSent, ImEventKind.HeartbeatSent], chat.Bob.Events);
        chat.Clock.Seconds += 600;
        Assert.Empty(chat.Bob.Do(context => context.Tick()).Outputs); // nothing new came: heartbeats are not answered
        Assert.Empty(chat.Alice.Do(context => context.Tick()).Outputs);
    }

    [Fact]
    public void An_idle_session_ends_by_itself_and_the_next_text_is_not_sent_in_the_clear()
    {
        using Chat chat = new Chat().Secure();
        chat.Talk(chat.Alice, "last word");
        chat.Clock.Seconds += 4 * 3600;
        Assert.True(chat.Bob.Context.NextTick <= chat.Clock.GetUtcNow());
        Assert.Equal(ImEndedBy.Inactivity, chat.Bob.Do(context => context.Tick()).Events.Single().EndedBy);
        chat.Pump();
        Assert.Equal(ImEndedBy.Peer, chat.Alice.Told.OfType<ImEvent>().Single().EndedBy);
        foreach (Chatter side in new[] { chat.Alice, chat.Bob })
        {
            Assert.Equal(ImState.Finished, side.Context.State);
            Assert.Empty(side.Say("a secret").Wire);
            Assert.Null(side.Context.NextTick);
        }
    }

    [Fact]
    public void Words_keep_a_session_alive_in_either_direction()
    {
        using Chat chat = new Chat().Secure();
        for (int hour = 0; hour < 12; hour += 3)
        {
            chat.Clock.Seconds += 3 * 3600;
            chat.Alice.Do(context => context.Tick());
            chat.Bob.Do(context => context.Tick());
            chat.Pump().Talk(chat.Alice, "still here");
        }

        Assert.Equal(ImState.Encrypted, chat.Alice.Context.State);
        Assert.Equal(ImState.Encrypted, chat.Bob.Context.State);
        Assert.Equal(4, chat.Bob.Heard.Count());
    }

    [Fact]
    public void An_exchange_that_nobody_answers_is_forgotten()
    {
        using var chat = new Chat();
        chat.Alice.Hear("?OTRv3?");
        string commit = chat.Alice.Outgoing.Dequeue();
        string key = chat.Bob.Hear(commit).Wire.Single();
        chat.Bob.Outgoing.Clear();
        chat.Clock.Seconds += 60;
        Assert.Empty(chat.Alice.Do(context => context.Tick()).Outputs);
        Assert.Empty(chat.Bob.Do(context => context.Tick()).Outputs);
        Assert.Null(chat.Alice.Context.NextTick);
        Assert.Null(chat.Bob.Context.NextTick);
        Assert.Empty(chat.Alice.Hear(key).Outputs); // too late
        chat.Secure();
    }

    [Fact]
    public void After_a_restart_there_are_fresh_keys_without_anybody_asking_and_the_lost_text_comes_again()
    {
        using Chat chat = new Chat().Secure();
        chat.Alice.Restart();
        chat.Talk(chat.Bob, "did you get this?");
        Assert.Equal(ImState.Encrypted, chat.Alice.Context.State);
        Assert.Equal(["[resent] did you get this?"], chat.Alice.Heard);
        Assert.Equal([ImEventKind.Unreadable, ImEventKind.Secure], chat.Alice.Events);
        Assert.Equal([ImEventKind.Error, ImEventKind.Refreshed, ImEventKind.Resent], chat.Bob.Events);
        chat.Talk(chat.Alice, "now I do");
        Assert.Equal(["now I do"], chat.Bob.Heard);
    }

    [Fact]
    public void An_old_text_is_not_sent_again_nor_one_that_was_sent_again_already_nor_to_another_key()
    {
        using Chat chat = new Chat().Secure();
        chat.Alice.Restart();
        chat.Bob.Say("old");
        chat.Clock.Seconds += 61;
        chat.Pump();
        Assert.Empty(chat.Alice.Heard);

        chat.Talk(chat.Bob, "heard");
        for (int i = 0; i < 2; i++)
        {
            chat.Bob.Hear("?OTR Error: forged by anybody");
            chat.Pump();
        }

        Assert.Equal(["heard", "[resent] heard"], chat.Alice.Heard); // the mark tells that it may come twice

        chat.Bob.Say("for alice alone");
        chat.Bob.Outgoing.Clear();
        chat.Bob.Hear("?OTR Error: lost");
        using var mallory = new Chatter("alice", "bob", 3, new ImOptions(), chat.Clock);
        string? wire;
        while (chat.Bob.Outgoing.TryDequeue(out wire) || mallory.Outgoing.Count > 0)
        {
            if (wire is not null)
                mallory.Hear(wire);
            while (mallory.Outgoing.TryDequeue(out string? answer))
                chat.Bob.Hear(answer);
        }

        Assert.Equal(ImState.Encrypted, mallory.Context.State);
        Assert.Empty(mallory.Heard);
    }

    [Fact]
    public void An_error_message_is_shown_and_starts_anew_only_if_the_policy_says_so()
    {
        using var chat = new Chat(new ImOptions { Policy = ImPolicy.Manual }, new ImOptions());
        ImResult shown = chat.Alice.Hear("?OTR Error:   You sent what I cannot read. ");
        Assert.Equal([new ImEvent(ImEventKind.Error) { Text = "You sent what I cannot read." }], shown.Outputs);
        Assert.StartsWith("?OTRv3?", chat.Bob.Hear("?OTR Error: x").Wire.Single(), StringComparison.Ordinal);
    }
}
