using System.Text.Json.Nodes;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests.Chat;

/// <summary><c>otrmail im</c> and the real libotr, in both roles, feature by feature.</summary>
public sealed class ImLibotrTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [LibotrFact]
    public void Either_side_asks_for_a_private_conversation_and_both_see_the_same_session()
    {
        foreach (bool libotrAsks in new[] { false, true })
        {
            using var talk = new Talk(_people, "--policy", "manual");
            talk.Bob.Do("policy", "manual");
            List<string> told = libotrAsks ? talk.BobDoes("start") : talk.Do("start");
            Assert.Contains($"im event secure {talk.Bob.Fingerprint}", told);
            Assert.Contains(told, line => line.StartsWith($"bob event secure 3 {talk.Im.Fingerprint}", StringComparison.Ordinal));

            JsonObject status = talk.Im.Status();
            string[] bob = talk.Bob.State();
            Assert.Equal(["encrypted", "3", talk.Bob.Instance, talk.Im.Instance, talk.Im.Fingerprint, ImProcess.Text(status, "session")], bob[..6]);
            Assert.Equal(talk.Bob.Instance, ImProcess.Text(status, "instance"));
            string half = told.Single(line => line.StartsWith("bob event secure", StringComparison.Ordinal)).Split(' ')[^1];
            Assert.NotEqual(half, ImProcess.Text(status, "half"));
        }
    }

    [LibotrFact]
    public void A_whitespace_tag_starts_it_on_both_sides()
    {
        using (var talk = new Talk(_people, "--policy", "opportunistic"))
        {
            List<string> told = talk.Say("hello");
            Assert.Contains("bob heard plain hello", told);
            Assert.Contains($"im event secure {talk.Bob.Fingerprint}", told);
        }

        using (var talk = new Talk(_people, "--policy", "opportunistic"))
        {
            List<string> told = talk.BobDoes("say", "hello");
            Assert.Contains("im heard plain hello", told);
            Assert.Contains($"im event secure {talk.Bob.Fingerprint}", told);
        }
    }

    [LibotrFact]
    public void A_policy_of_always_keeps_what_is_said_until_it_is_private()
    {
        using (var talk = new Talk(_people, "--policy", "always"))
        {
            List<string> told = talk.Say("secret words");
            Assert.Contains("bob heard encrypted secret words", told);
            Assert.DoesNotContain(talk.Wire, message => message.Text.Contains("secret words", StringComparison.Ordinal));
        }

        using (var talk = new Talk(_people))
        {
            talk.Bob.Do("policy", "always");
            Assert.Contains(talk.BobDoes("say", "secret words"), line => line.StartsWith("im heard encrypted", StringComparison.Ordinal) && line.EndsWith("secret words", StringComparison.Ordinal));
        }
    }

    [LibotrFact]
    public void Nothing_is_said_back_with_a_policy_of_never()
    {
        using var talk = new Talk(_people, "--policy", "never");
        Assert.DoesNotContain(talk.BobDoes("start"), line => line.Contains("secure", StringComparison.Ordinal));
        Assert.Contains("im heard plain hello", talk.BobDoes("say", "hello").Select(line => line.TrimEnd(' ', '\t')));
    }

    [LibotrFact]
    public void Texts_of_all_kinds_go_both_ways()
    {
        using Talk talk = new Talk(_people).Secure();
        string[] texts = ["x", "two\nlines\r\n", "tab\tquote\"<b>&amp;\\", "grüße 🙂 \u202E", new string('a', 100_000)];
        foreach (string text in texts)
        {
            Assert.Equal([$"bob heard encrypted {text}"], talk.Say(text));
            Assert.Equal([$"im heard encrypted {text}"], talk.BobDoes("say", text));
            Assert.Equal([$"bob heard encrypted {text}"], talk.Say(text));
        }

        // many in one direction, on one pair of keys, and then back
        for (int i = 0; i < 20; i++)
            Assert.Equal([$"im heard encrypted {i}"], talk.BobDoes("say", $"{i}"));
        Assert.Equal(["bob heard encrypted back"], talk.Say("back"));
    }

    [LibotrFact]
    public void Either_side_asks_for_fresh_keys()
    {
        using Talk talk = new Talk(_people).Secure();
        string first = ImProcess.Text(talk.Im.Status(), "session");
        List<string> told = talk.Do("refresh");
        Assert.Contains($"im event refreshed {talk.Bob.Fingerprint}", told);
        Assert.Contains(told, line => line.StartsWith($"bob event still-secure 3 {talk.Im.Fingerprint}", StringComparison.Ordinal));
        string second = ImProcess.Text(talk.Im.Status(), "session");
        Assert.NotEqual(first, second);
        Assert.Equal(second, talk.Bob.State()[5]);
        Assert.Contains($"im event refreshed {talk.Bob.Fingerprint}", talk.BobDoes("start"));
        Assert.NotEqual(second, ImProcess.Text(talk.Im.Status(), "session"));
        Assert.Equal(["bob heard encrypted still here"], talk.Say("still here"));
        Assert.Equal(["im heard encrypted me too"], talk.BobDoes("say", "me too"));
    }

    [LibotrFact]
    public void Small_networks_carry_it_in_fragments()
    {
        foreach ((string ours, string theirs) in new[] { ("80", "100"), ("350", "0"), ("0", "350") })
        {
            using var talk = new Talk(_people, "--max-message", ours);
            talk.Bob.Do("max", theirs);
            talk.Secure();
            Assert.Contains("bob heard encrypted in pieces", talk.Say("in pieces"));
            Assert.Contains("im heard encrypted all the same", talk.BobDoes("say", "all the same"));
            Assert.Contains("bob event smp-asked", talk.Do("smp", ("secret", "word")));
            Assert.Contains($"im event smp-succeeded {talk.Bob.Fingerprint}", talk.BobDoes("smp-answer", "word"));
            if (ours != "0")
                Assert.All(talk.Wire.Where(message => message.From == "im"), message => Assert.InRange(message.Text.Length, 1, int.Parse(ours, System.Globalization.CultureInfo.InvariantCulture)));
            Assert.Equal(ours != "0", talk.Wire.Any(message => message.From == "im" && message.Text.StartsWith("?OTR|", StringComparison.Ordinal)));
            Assert.Equal(theirs != "0", talk.Wire.Any(message => message.From == "bob" && message.Text.StartsWith("?OTR|", StringComparison.Ordinal)));
        }
    }

    [LibotrFact]
    public void Who_only_listens_sends_heartbeats()
    {
        using (Talk talk = new Talk(_people).Secure())
        {
            talk.Bob.Do("pass", "61");
            List<string> told = talk.Say("anybody there?");
            Assert.Contains("bob event heartbeat-sent", told);
            Assert.Contains(told, line => line.StartsWith("im event heartbeat-received", StringComparison.Ordinal));
        }

        using (Talk talk = new Talk(_people, "--heartbeat", "1").Secure())
        {
            Thread.Sleep(1200);
            List<string> told = talk.BobDoes("say", "anybody there?");
            Assert.Contains(told, line => line.StartsWith("im event heartbeat-sent", StringComparison.Ordinal));
            Assert.Contains("bob event heartbeat-received", told);
        }
    }

    [LibotrFact]
    public void Secrets_are_compared_whoever_begins_with_and_without_a_question()
    {
        using Talk talk = new Talk(_people).Secure();
        string im = $" {talk.Bob.Fingerprint}";
        foreach ((string hers, string his, string result) in new[] { ("word", "word", "succeeded"), ("word", "other", "failed"), ("grüße 🙂", "grüße 🙂", "succeeded") })
        {
            Assert.Contains("bob event smp-asked", talk.Do("smp", ("secret", hers)));
            List<string> told = talk.BobDoes("smp-answer", his);
            Assert.Contains($"bob event smp-{result}", told);
            Assert.Contains($"im event smp-{result}{im}", told);

            Assert.Contains("bob event smp-asked where, then?", talk.Do("smp", ("secret", hers), ("question", "where, then?")));
            Assert.Contains($"im event smp-{result}{im}", talk.BobDoes("smp-answer", his));

            Assert.Contains($"im event smp-asked{im}", talk.BobDoes("smp", his));
            told = talk.Do("smp-answer", ("secret", hers));
            Assert.Contains($"im event smp-{result}{im}", told);
            Assert.Contains($"bob event smp-{result}", told);

            Assert.Contains($"im event smp-asked{im} wo? über dem Tor?", talk.BobDoes("smp", his, "wo? über dem Tor?"));
            Assert.Contains($"bob event smp-{result}", talk.Do("smp-answer", ("secret", hers)));
        }

        Assert.Equal("true", ImProcess.Text(talk.Im.Status(), "verified"));
        Assert.Equal("smp", talk.Bob.State()[6]);
    }

    [LibotrFact]
    public void A_comparison_is_given_up_from_both_sides_and_begun_anew()
    {
        using Talk talk = new Talk(_people).Secure();
        talk.Do("smp", ("secret", "word"));
        Assert.Contains("bob event smp-aborted", talk.Do("smp-abort"));
        talk.Do("smp", ("secret", "word"));
        Assert.Contains($"im event smp-aborted {talk.Bob.Fingerprint}", talk.BobDoes("smp-abort"));
        talk.BobDoes("smp", "word", "what?");
        Assert.Contains("bob event smp-aborted", talk.Do("smp-abort"));

        // both begin before either hears of it; a new beginning after an old one
        talk.Do("smp", ("secret", "old"));
        Assert.Contains("bob event smp-asked", talk.Do("smp", ("secret", "new")));
        Assert.Contains($"im event smp-succeeded {talk.Bob.Fingerprint}", talk.BobDoes("smp-answer", "new"));
        Assert.Contains("not-sent", Assert.Single(talk.Do("smp-answer", ("secret", "nobody asked"))));
        Assert.Equal(["bob heard encrypted all well"], talk.Say("all well"));
    }

    [LibotrFact]
    public void The_extra_key_is_the_same_on_both_sides()
    {
        using Talk talk = new Talk(_people).Secure();
        foreach (string _ in new[] { "first", "after new keys" })
        {
            List<string> told = talk.Do("extra-key", ("use", 7), ("data", "0a0b"));
            string key = told.Single(line => line.StartsWith("im event extra-key user", StringComparison.Ordinal)).Split(' ')[^1];
            Assert.Equal(64, key.Length);
            Assert.Contains($"bob event symkey 7 0a0b {key}", told);

            told = talk.BobDoes("symkey", "9", "ff");
            key = told.Single(line => line.StartsWith("bob event symkey-made", StringComparison.Ordinal)).Split(' ')[^1];
            Assert.Contains(told, line => line.StartsWith("im event extra-key peer", StringComparison.Ordinal) && line.EndsWith(key, StringComparison.Ordinal));
            talk.Say("and");
            talk.BobDoes("say", "on");
        }
    }

    [LibotrFact]
    public void Who_ends_it_is_seen_by_the_other_and_nothing_is_said_by_mistake()
    {
        using (Talk talk = new Talk(_people).Secure())
        {
            List<string> told = talk.Do("end");
            Assert.Contains("bob event disconnected", told);
            Assert.Contains($"im event ended user {talk.Bob.Fingerprint}", told);
            Assert.Equal(("finished", "plaintext"), (talk.Bob.State()[0], ImProcess.Text(talk.Im.Status(), "state")));
            Assert.Contains("bob event connection-ended", talk.BobDoes("say", "too late"));
        }

        using (Talk talk = new Talk(_people).Secure())
        {
            Assert.Contains($"im event ended peer {talk.Bob.Fingerprint}", talk.BobDoes("end"));
            Assert.Equal("finished", ImProcess.Text(talk.Im.Status(), "state"));
            int messages = talk.Wire.Count;
            Assert.Contains(talk.Say("too late"), line => line.StartsWith("im event not-sent", StringComparison.Ordinal) && line.EndsWith("too late", StringComparison.Ordinal));
            Assert.Equal(messages, talk.Wire.Count);
            talk.Do("end");
            Assert.Contains("bob heard plain in the clear", talk.Say("in the clear"));
        }

        using (Talk talk = new Talk(_people).Secure())
        {
            // at the end of its input, too
            List<JsonObject> last = talk.Im.Close();
            Assert.Equal("ended", ImProcess.Text(last[^1], "event"));
            Assert.Contains(talk.Bob.Do("wire", ImProcess.Text(last[0], "wire")), line => line is ["event", "disconnected"]);
        }
    }

    [LibotrFact]
    public void What_a_restarted_program_cannot_read_is_reported_and_said_again()
    {
        using (Talk talk = new Talk(_people).Secure())
        {
            talk.RestartIm(_people);
            List<string> told = talk.BobDoes("say", "did you get this?");
            Assert.Contains(told, line => line.StartsWith("im event unreadable", StringComparison.Ordinal));
            Assert.Contains(told, line => line.StartsWith("bob event error", StringComparison.Ordinal));

            // libotr 4.1.1 does not send again by itself under version 3; there are fresh keys, though
            Assert.Contains("im heard encrypted once more", talk.BobDoes("say", "once more"));
        }

        using (Talk talk = new Talk(_people).Secure())
        {
            talk.RestartBob(_people);
            List<string> told = talk.Say("did you get this?");
            // libotr makes itself a new tag here, and passes over in silence what is for the one it had
            Assert.Contains("bob event other-instance", told);
            Assert.Contains(talk.BobDoes("start"), line => line.StartsWith("im event secure", StringComparison.Ordinal));
            Assert.Contains("bob heard encrypted once more", talk.Say("once more"));
        }
    }

    [LibotrFact]
    public void Another_key_under_the_same_name_is_noticed()
    {
        using Talk talk = new Talk(_people).Secure();
        string old = talk.Bob.Fingerprint;
        File.Delete(_people["bob.key"]);
        talk.RestartBob(_people);
        Assert.NotEqual(old, talk.Bob.Fingerprint);
        List<string> told = talk.BobDoes("start");
        Assert.Contains($"im event fingerprint-changed {talk.Bob.Fingerprint}", told);
        RunResult peers = _people.Run("alice", null, "im", "peers").Ok();
        Assert.Equal(2, peers.Text.Split('\n').Count(line => line.EndsWith(" bob (of alice)", StringComparison.Ordinal)));
    }
}
