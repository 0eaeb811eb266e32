using OtrMail.Core.Im;
using OtrMail.Core.Im.Messages;

namespace OtrMail.Core.Tests.Im;

/// <summary>The four policies, the offer in white space, and what waits for encryption.</summary>
public sealed class PolicyTests
{
    [Theory]
    [InlineData("never", "never", false)]
    [InlineData("never", "always", false)]
    [InlineData("manual", "manual", false)]
    [InlineData("manual", "opportunistic", false)]
    [InlineData("opportunistic", "never", false)]
    [InlineData("opportunistic", "manual", false)] // the offer is seen, and nobody starts on it
    [InlineData("opportunistic", "opportunistic", true)]
    [InlineData("opportunistic", "always", true)]
    [InlineData("always", "manual", true)]
    [InlineData("always", "opportunistic", true)]
    [InlineData("always", "always", true)]
    [InlineData("always", "never", false)]
    public void What_becomes_of_a_first_hello(string alice, string bob, bool becomesSecure)
    {
        using Chat chat = Between(alice, bob);
        chat.Alice.Say("hello");
        chat.Pump();
        Assert.Equal(becomesSecure ? ImState.Encrypted : ImState.Plaintext, chat.Bob.Context.State);
        if (alice != "always")
            Assert.StartsWith("hello", chat.Bob.Heard.Single(), StringComparison.Ordinal);
        else
            Assert.Equal(becomesSecure ? ["hello"] : [], chat.Bob.Told.OfType<ImHeard>().Where(h => h.IsEncrypted).Select(h => h.Text));
    }

    [Theory]
    [InlineData("never", false)]
    [InlineData("manual", true)]
    [InlineData("opportunistic", true)]
    [InlineData("always", true)]
    public void What_becomes_of_a_query(string bob, bool becomesSecure)
    {
        using Chat chat = Between("manual", bob);
        chat.Alice.Do(context => context.Start());
        chat.Pump();
        Assert.Equal(becomesSecure, chat.Alice.Context.State == ImState.Encrypted);
        Assert.Equal(bob == "never", chat.Bob.Heard.Any()); // who does not speak it sees it as it is
    }

    [Fact]
    public void Without_otr_everything_passes_as_it_is()
    {
        using Chat chat = Between("never", "never");
        foreach (string text in new[] { "hello", "?OTRv3?", "?OTR:AAMD.", "?OTR|1|2,1,1,x,", "a" + WhitespaceTag.OfferV3 })
        {
            Assert.Equal([text], chat.Alice.Say(text).Wire);
            Assert.Equal([new ImHeard(text, false)], chat.Bob.Hear(text).Outputs);
        }

        Assert.Empty(chat.Alice.Do(context => context.Start()).Outputs);
    }

    [Fact]
    public void The_offer_is_made_until_a_plain_answer_shows_that_it_is_not_wanted()
    {
        using Chat chat = Between("opportunistic", "manual");
        Assert.EndsWith(WhitespaceTag.OfferV3, chat.Alice.Say("one").Wire.Single(), StringComparison.Ordinal);
        Assert.EndsWith(WhitespaceTag.OfferV3, chat.Alice.Say("two").Wire.Single(), StringComparison.Ordinal);
        chat.Pump();
        Assert.Equal(["one", "two"], chat.Bob.Heard); // without it
        chat.Talk(chat.Bob, "I see");
        Assert.Equal(["three"], chat.Alice.Say("three").Wire);
        chat.Alice.Do(context => context.End());
        Assert.EndsWith(WhitespaceTag.OfferV3, chat.Alice.Say("four").Wire.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?OTR?", false)]
    [InlineData("?OTRv2?", false)]
    [InlineData("?OTR?v2?", false)]
    [InlineData("?OTRv?", false)]
    [InlineData("?OTRv24x?", false)]
    [InlineData("?OTR?v23?", true)]
    [InlineData("?OTRv23?", true)]
    [InlineData("?OTRv3?", true)]
    [InlineData("?OTRv32? and words around it", true)]
    [InlineData("<p>Please: ?OTRv3?</p>", true)]
    public void Only_version_3_is_ever_accepted_whatever_is_offered_with_it(string query, bool isAnswered)
    {
        using Chat chat = Between("always", "manual");
        ImResult result = chat.Alice.Hear(query);
        Assert.Equal(isAnswered ? 1 : 0, result.Wire.Count(wire => wire.StartsWith("?OTR:AAMC", StringComparison.Ordinal)));
        Assert.Equal(isAnswered ? [] : [ImEventKind.VersionRefused], result.Events.Select(told => told.Kind));
    }

    [Theory]
    [InlineData("?OTR:AAEKAAAA.")] // version 1, key exchange
    [InlineData("?OTR:AAEDAAAA.")] // version 1, data
    [InlineData("?OTR:AAICAAAA.")] // version 2, D-H Commit
    [InlineData("?OTR:AAIDAAAA.")]
    public void A_message_of_an_old_version_is_refused(string wire)
    {
        using Chat chat = Between("opportunistic", "manual");
        ImResult result = chat.Alice.Hear(wire);
        Assert.Equal([ImEventKind.VersionRefused], result.Events.Select(told => told.Kind));
        Assert.Single(result.Outputs);
    }

    [Fact]
    public void A_tag_that_offers_old_versions_alone_is_taken_off_and_starts_nothing()
    {
        using Chat chat = Between("opportunistic", "manual");
        const string oldTag = " \t  \t\t\t\t \t \t \t   \t \t  \t   \t\t  \t ";
        ImResult result = chat.Alice.Hear("hi" + oldTag + "!");
        Assert.Equal([new ImHeard("hi!", false)], result.Outputs);
    }

    [Fact]
    public void What_must_not_be_said_in_the_clear_waits_and_goes_out_in_order_once_it_is_secure()
    {
        using Chat chat = Between("always", "manual");
        for (int i = 0; i < ImLimits.WaitingTexts; i++)
            Assert.Contains(ImEventKind.EncryptionRequired, chat.Alice.Say($"text {i}").Events.Select(told => told.Kind));
        ImResult tooMuch = chat.Alice.Say("one too many");
        Assert.Equal((ImEventKind.NotSent, "one too many"), (tooMuch.Events.Single().Kind, tooMuch.Events.Single().Text));
        Assert.DoesNotContain(chat.Alice.Outgoing, wire => wire.Contains("text", StringComparison.Ordinal));
        chat.Pump();
        Assert.Equal(Enumerable.Range(0, ImLimits.WaitingTexts).Select(i => $"text {i}"), chat.Bob.Heard);
        Assert.All(chat.Bob.Told.OfType<ImHeard>(), heard => Assert.True(heard.IsEncrypted));
    }

    [Fact]
    public void What_has_waited_too_long_is_given_back()
    {
        using Chat chat = Between("always", "never");
        chat.Alice.Say("anybody?");
        Assert.NotNull(chat.Alice.Context.NextTick);
        chat.Clock.Seconds += 600;
        Assert.Equal(("anybody?", ImEventKind.NotSent), chat.Alice.Do(context => context.Tick()).Events.Select(e => (e.Text!, e.Kind)).Single());
        Assert.Null(chat.Alice.Context.NextTick);
        chat.Alice.Say("and now?");
        Assert.Equal(("and now?", ImEventKind.NotSent), chat.Alice.Do(context => context.End()).Events.Select(e => (e.Text!, e.Kind)).Single());
    }

    [Fact]
    public void What_comes_in_the_clear_when_it_should_not_comes_with_a_warning()
    {
        using Chat always = Between("always", "manual");
        Assert.Equal([ImEventKind.Unencrypted], always.Alice.Hear("plain").Events.Select(told => told.Kind));
        using Chat chat = Between("manual", "manual").Secure();
        ImResult plain = chat.Alice.Hear("plain");
        Assert.Equal([new ImEvent(ImEventKind.Unencrypted), new ImHeard("plain", false)], plain.Outputs);
        chat.Bob.Do(context => context.End());
        chat.Pump();
        Assert.Equal([ImEventKind.Unencrypted], chat.Alice.Hear("plain").Events.Select(told => told.Kind)); // finished
        chat.Alice.Do(context => context.End());
        Assert.Empty(chat.Alice.Hear("plain").Events);
    }

    [Fact]
    public void A_typed_query_starts_a_conversation_and_a_sentence_about_it_does_not()
    {
        using Chat chat = Between("manual", "manual");
        foreach (string typed in new[] { "?OTR?", " ?OTRv3? ", "?OTRv23?" })
            Assert.StartsWith("?OTRv3?", chat.Alice.Say(typed).Wire.Single(), StringComparison.Ordinal);
        Assert.Equal(["what is ?OTR? good for"], chat.Alice.Say("what is ?OTR? good for").Wire);
    }

    [Fact]
    public void Zero_characters_never_reach_the_wire_and_nothing_says_nothing()
    {
        using Chat chat = Between("manual", "manual").Secure();
        Assert.Empty(chat.Alice.Say("").Outputs);
        chat.Talk(chat.Alice, "a\0\0\u0001\0\0b");
        Assert.Equal(["a\uFFFD\uFFFD\u0001\uFFFD\uFFFDb"], chat.Bob.Heard);
    }

    private static Chat Between(string alice, string bob) => new(Of(alice), Of(bob));

    private static ImOptions Of(string policy)
    {
        Assert.True(ImPolicy.TryParse(policy, out ImPolicy? parsed));
        return new ImOptions { Policy = parsed };
    }
}
