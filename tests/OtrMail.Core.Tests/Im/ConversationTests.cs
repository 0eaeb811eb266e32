using OtrMail.Core.Im;

namespace OtrMail.Core.Tests.Im;

/// <summary>What two people can do with each other, over a network that delivers.</summary>
public sealed class ConversationTests
{
    [Fact]
    public void A_query_leads_to_an_encrypted_conversation_in_which_both_know_the_same_session()
    {
        using var chat = new Chat();
        chat.Alice.Do(context => context.Start());
        chat.Pump();
        ImSession alice = chat.Alice.Context.Session!;
        ImSession bob = chat.Bob.Context.Session!;
        Assert.Equal(alice.Id, bob.Id);
        Assert.Equal(chat.Bob.Account.Fingerprint, alice.Fingerprint);
        Assert.Equal(chat.Alice.Account.Fingerprint, bob.Fingerprint);
        Assert.Equal(chat.Bob.Account.InstanceTag, alice.PeerInstance);
        Assert.False(alice.OwnHalfFirst);
        Assert.True(bob.OwnHalfFirst); // he was asked, so he committed and revealed
        Assert.Equal([ImEventKind.FingerprintNew, ImEventKind.Secure], chat.Alice.Events);
        Assert.Equal([ImEventKind.FingerprintNew, ImEventKind.Secure], chat.Bob.Events);
    }

    [Fact]
    public void What_is_said_is_heard_encrypted_in_both_directions_and_nothing_of_it_is_on_the_wire()
    {
        using Chat chat = new Chat().Secure();
        string text = "grüße, ?OTR? <b>&</b>\n\"…\" 🜚";
        string wire = Assert.Single(chat.Alice.Say(text).Wire);
        Assert.StartsWith("?OTR:AAMD", wire, StringComparison.Ordinal);
        chat.Pump();
        chat.Talk(chat.Bob, "yes", "indeed").Talk(chat.Alice, "well");
        Assert.Equal([text, "well"], chat.Bob.Heard);
        Assert.Equal(["yes", "indeed"], chat.Alice.Heard);
        Assert.All(chat.Bob.Told.OfType<ImHeard>(), heard => Assert.True(heard.IsEncrypted));
        Assert.Equal(chat.Bob.Context.Session, chat.Bob.Told.OfType<ImHeard>().First().Session);
    }

    [Fact]
    public void An_end_is_told_and_after_it_nothing_typed_as_a_secret_goes_out_in_the_clear()
    {
        using Chat chat = new Chat().Secure();
        chat.Alice.Do(context => context.End());
        chat.Pump();
        Assert.Equal(ImState.Plaintext, chat.Alice.Context.State);
        Assert.Equal(ImState.Finished, chat.Bob.Context.State);
        Assert.Equal(ImEndedBy.User, chat.Alice.Told.OfType<ImEvent>().Single().EndedBy);
        Assert.Equal(ImEndedBy.Peer, chat.Bob.Told.OfType<ImEvent>().Single().EndedBy);
        ImResult refused = chat.Bob.Say("a secret");
        Assert.Empty(refused.Wire);
        Assert.Equal(("a secret", ImEventKind.NotSent), (refused.Events.Single().Text, refused.Events.Single().Kind));
        chat.Bob.Do(context => context.End());
        Assert.Equal(ImState.Plaintext, chat.Bob.Context.State);
        Assert.StartsWith("plain again", chat.Bob.Say("plain again").Wire.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refresh_gives_a_new_session_and_loses_nothing()
    {
        using Chat chat = new Chat().Secure();
        string before = chat.Alice.Context.Session!.Id;
        chat.Talk(chat.Alice, "one");
        chat.Bob.Do(context => context.Refresh());
        chat.Pump().Talk(chat.Alice, "two").Talk(chat.Bob, "three");
        Assert.NotEqual(before, chat.Alice.Context.Session!.Id);
        Assert.Equal(chat.Bob.Context.Session!.Id, chat.Alice.Context.Session!.Id);
        Assert.Contains(ImEventKind.Refreshed, chat.Alice.Events);
        Assert.Contains(ImEventKind.Refreshed, chat.Bob.Events);
        Assert.DoesNotContain(ImEventKind.Secure, chat.Alice.Events);
        Assert.Equal(["one", "two"], chat.Bob.Heard);
        Assert.Equal(["three"], chat.Alice.Heard);
    }

    [Fact]
    public void Secrets_are_compared_and_success_verifies_the_key()
    {
        using Chat chat = new Chat().Secure();
        chat.Alice.Do(context => context.StartSmp("mulberry", "which tree?"));
        chat.Pump();
        Assert.Equal("which tree?", chat.Bob.Told.OfType<ImEvent>().Single(told => told.Kind == ImEventKind.SmpAsked).Question);
        chat.Bob.Do(context => context.AnswerSmp("mulberry"));
        chat.Pump();
        Assert.Contains(ImEventKind.SmpSucceeded, chat.Alice.Events);
        Assert.Contains(ImEventKind.SmpSucceeded, chat.Bob.Events);
        Assert.True(chat.Alice.Context.Session!.IsVerified);
        Assert.False(chat.Bob.Context.Session!.IsVerified); // he answered a question, and knows nothing of who asked
        chat.Bob.Do(context => context.StartSmp("mulberry"));
        chat.Pump();
        chat.Alice.Do(context => context.AnswerSmp("medlar"));
        chat.Pump();
        Assert.Contains(ImEventKind.SmpFailed, chat.Bob.Events);
        Assert.True(Assert.Single(chat.Alice.Keys.PeerKeys("alice", "bob")).IsVerified);
        Assert.False(Assert.Single(chat.Bob.Keys.PeerKeys("bob", "alice")).IsVerified);
    }

    [Fact]
    public void Secrets_can_be_compared_only_in_an_encrypted_conversation_and_answered_only_when_asked()
    {
        using var chat = new Chat();
        Assert.Equal([ImEventKind.NotSent], chat.Alice.Do(context => context.StartSmp("x")).Events.Select(e => e.Kind));
        Assert.Equal([ImEventKind.NotSent], chat.Alice.Do(context => context.AbortSmp()).Events.Select(e => e.Kind));
        chat.Secure();
        ImResult unasked = chat.Alice.Do(context => context.AnswerSmp("x"));
        Assert.Equal([ImEventKind.NotSent], unasked.Events.Select(e => e.Kind));
        Assert.Empty(unasked.Wire);
    }

    [Fact]
    public void Both_sides_compute_the_same_extra_key()
    {
        using Chat chat = new Chat().Secure();
        chat.Talk(chat.Alice, "one").Talk(chat.Bob, "two");
        Core.Primitives.SecretBytes? own = null;
        chat.Alice.Do(context => context.UseExtraKey(7, "file.txt"u8, out own));
        chat.Pump();
        ImExtraKey told = chat.Bob.Told.OfType<ImEvent>().Single(e => e.Kind == ImEventKind.ExtraKey).ExtraKey!;
        Assert.Equal(7u, told.Use);
        Assert.Equal("file.txt"u8, told.UseData.Span);
        Assert.Equal(32, own!.Length);
        Assert.Equal(own.Span, told.Key.Span);
        Assert.DoesNotContain(ImEventKind.HeartbeatReceived, chat.Bob.Events);
        own.Dispose();
        told.Key.Dispose();
    }
}
