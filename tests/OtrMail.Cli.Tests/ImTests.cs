using System.Text;
using System.Text.Json.Nodes;

namespace OtrMail.Cli.Tests;

/// <summary>Conversations of instant messages as lines of JSON, and the commands around their keys.</summary>
public sealed class ImTests : IDisposable
{
    /// <summary>Keys that libotr made: p, q, g, y, x of each.</summary>
    private static readonly string[][] Keys =
    [
        [
            "00EB365C44C18A73D2541CA39E85338BA515ADA97A729A44DB9D17D662ADB99E4117518993C9ABF92E49A33D73F65653FAE6D14F26EDC4D99F026FD73E3994FC8C82A7DD294C18941E8A820AD34446B34991AC0B472AF924ECD4F76B7041DDE31CC4C50846D9AD0D8F4C53E1213631C39CC8853C8C253919D3DD9F3A3DD7147403",
            "00BBD126358F557B55E24F365FB9FF642E994FD397",
            "0AAE3988D0F4B03833AC64E6BB646DEBBA9D6BAC75AB1DF481DBE831C33EB47A6661FD4DF3C21173894BAC39B5B2B627BF8FFE397A1F6C55FD97FE8206B7CC4AD2D2FB1AB3DEC669D47493F4287FC8DA761BB8A1032058AD25A6E5A6A20DF627BF47227FC76E84DF581CBCC35D04D33C09F155428F106A3AADAC22E90EE7D6D1",
            "1B6055DC6CA592FDFD3B5CBEA8A023D4C59C3C57D07DB86BB025C49F30BDE2591A84E86300CDAD83AF5F0186A2EB8A5B2D52D30EA9F6362D4779A7EBE9D0748C797FEA12A7D9A067D2AD7BCDB7B9A5DCCFB0C863F84CA83BDD2DD95BA24AE28AF7551368087CA86EC098A176BF81A5B1D3EDFF5468B1A3B7DF672876E9497EA9",
            "00B9EC4808264F763F9E0FBE93B1B694752F58726B",
        ],
        [
            "00B7701133BBBD0E7890D56016FCF2007EDA25AAC1181DDAF2EB09A5EB3B278FFD96D06915A25CB928B3170DFB387C465C7249513000F14088404BF6CC44EBC5B52B0EC5EB3F05887156A03B523055D7A8CB028BBA6D61640DF664FAF443E3C3E6CFB20FE3B1AD3A186767273879930D1F93D124B8605B4237D92E4550A60B9623",
            "00C0AEA6F77677F1C6D0E160D7AB18935254F89D19",
            "08B92789F16DA6E2B3BDF3A64A90B5751290BA66F2465FB00198F2F31302D0525166D8EDFABCD8B9CFABBBD3998F3F6166BEC2A56436045CDBA021995AE135CDCF6576A6484FAFF22DDDDAE111C7562A41E6FA1CBC0CB301B9AAC4397711B218D46531AF6BD6546B734ADE38C173F9EC1F08BAAB081B9A51449040018E201E7E",
            "1D774084E89BEF38CC69B41FDC607A798D97F43F6E4ED0F424398DEA8804670D54D5490AFE252EEE5A98945C3AA8DE9869BC9B89DEC2C5E9DB96BE6A8C6FC37054D23A9E8C69F7271C69F48C8A6CBEC94A02C0F78230FE1F99B7F426D685D105F9508B81228B72FE7BA6A27F946CB97DBF79905D01705E46FEF31E6D54993958",
            "6529690CE878521A995F22E0A3AB718A5E4C272A",
        ],
    ];

    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [Fact]
    public void Two_programs_talk_in_private_compare_secrets_and_end_when_the_input_does()
    {
        using var alice = new ImProcess(_people, "alice", "alice@irc", "bob", "--max-message", "300");
        using var bob = new ImProcess(_people, "bob", "bob", "alice", "--policy", "manual");
        List<string> told = Carry(alice, bob, """{"do":"start"}""");
        Assert.Contains($"fingerprint-new {bob.Fingerprint}", told);
        Assert.Contains($"secure {bob.Fingerprint}", told);
        Assert.Contains($"secure {alice.Fingerprint}", told);
        Assert.Equal(ImProcess.Text(alice.Status(), "session"), ImProcess.Text(bob.Status(), "session"));
        Assert.Equal(["heard grüße\n\"🙂\""], Carry(alice, bob, """{"say":"grüße\n\"\ud83d\ude42\""}"""));
        Assert.Contains($"smp-asked {alice.Fingerprint} wo?", Carry(alice, bob, """{"do":"smp","secret":"dort","question":"wo?"}"""));
        Assert.Contains($"smp-succeeded {bob.Fingerprint}", Carry(bob, alice, """{"do":"smp-answer","secret":"dort"}"""));
        Assert.Equal("true", ImProcess.Text(alice.Status(), "verified"));

        List<JsonObject> last = alice.Close();
        Assert.Equal(("ended", "user"), (ImProcess.Text(last[^1], "event"), ImProcess.Text(last[^1], "by")));
        JsonObject[] heard = [.. last.Where(line => line["wire"] is not null).SelectMany(line => bob.Do(new JsonObject { ["wire"] = ImProcess.Text(line, "wire") }))];
        Assert.Equal(("ended", "peer"), (ImProcess.Text(heard.Single(), "event"), ImProcess.Text(heard.Single(), "by")));
        Assert.Empty(bob.Close());
        AssertKeysAreListedVerifiedAndForgotten(bob.Fingerprint);
    }

    [Fact]
    public void What_is_no_request_gets_an_error_event_and_the_conversation_goes_on()
    {
        string[] wrong =
        [
            "{", "[]", "null", "5", "\"say\"", "{\"say\":1}", "{\"say\":\"a\",\"wire\":\"b\"}", "{\"say\":\"a\",\"say\":\"b\"}", "{}", "{\"do\":\"dance\"}", "{\"say\":\"\\ud800\"}",
            "{\"do\":\"smp\"}", "{\"do\":\"smp-answer\"}", "{\"do\":\"extra-key\"}", "{\"do\":\"extra-key\",\"use\":1,\"data\":\"0\"}", "{\"do\":\"extra-key\",\"use\":-1}", "{\"do\":\"choose\",\"instance\":\"x\"}",
            "{\"do\":\"verify\"}", "{\"do\":\"smp\",\"secret\":\"x\",\"question\":\"a\\u0000b\"}", "{\"do\":\"smp\",\"secret\":\"x\",\"question\":\"" + new string('q', 5000) + "\"}", "{\"say\":\"cut off",
            new string('[', 100_000), "\u00ff{}", "{\"do\":\"start\"} trailing",
        ];
        byte[] invalid = [.. "{\"say\":\""u8, 0xff, 0xfe, .. "\"}\n"u8];
        byte[] input = [.. Encoding.UTF8.GetBytes(string.Join('\n', wrong) + "\n\n \r\n"), .. invalid, .. "{\"say\":\"still here\"}\n{\"do\":\"sta"u8];
        RunResult run = _people.Inside("alice", input, "im", "--account", "a", "--peer", "b", "--policy", "manual").Ok();
        JsonObject[] lines = [.. run.Text.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!.AsObject())];
        Assert.Equal("ready", ImProcess.Text(lines[0], "event"));
        JsonObject[] errors = [.. lines.Where(line => ImProcess.Text(line, "event") == "error")];
        Assert.Equal(wrong.Length + 2, errors.Length);
        Assert.All(errors, error => Assert.Equal("user", ImProcess.Text(error, "by")));
        Assert.Equal("still here", ImProcess.Text(lines[^2], "wire"));
        Assert.Equal(lines.Length, errors.Length + 2);
    }

    [Fact]
    public void A_line_that_is_too_long_is_skipped_and_a_last_line_without_an_end_counts()
    {
        byte[] input = [.. "{\"say\":\""u8, .. Encoding.ASCII.GetBytes(new string('x', 26_000_000)), .. "\"}\n{\"say\":\"short\"}"u8];
        RunResult run = _people.Inside("alice", input, "im", "--account", "a", "--peer", "b", "--policy", "never").Ok();
        string[] lines = run.Text.TrimEnd('\n').Split('\n');
        Assert.Contains("a line of more than", lines[1]);
        Assert.Equal("{\"wire\":\"short\"}", lines[2]);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public void Hostile_messages_change_nothing_and_end_nothing()
    {
        string[] wires =
        [
            "?OTR", "?OTR:", "?OTR:AAMD", "?OTR:AAMDAAAAAA==.", "?OTR:====.", "?OTR,1,2,x", "?OTR,", "?OTR|1|2,3", "?OTR|00000100|00000200,00002,00003,x,", "?OTR|ffffffff|ffffffff,65535,65535,x,",
            "?OTR:AAIDAAAA.", "?OTR:AAMKAAABAAAAAAAA/////w==.", "?OTR Error: nothing", "?OTR?v2?", "?OTR??", "?OTRv" + new string('3', 10_000) + "?", new string('?', 100_000), "?OTR:" + new string('A', 100_000) + ".", "\0", "",
        ];
        byte[] input = Encoding.UTF8.GetBytes(string.Concat(wires.Select(wire => new JsonObject { ["wire"] = wire }.ToJsonString() + "\n")) + "{\"do\":\"status\"}\n");
        RunResult run = _people.Inside("alice", input, "im", "--account", "a", "--peer", "b", "--policy", "manual").Ok();
        Assert.EndsWith("{\"event\":\"status\",\"state\":\"plaintext\"}\n", run.Text);
        Assert.DoesNotContain("secure", run.Text);
    }

    [Fact]
    public void Wrong_options_are_refused_in_one_line()
    {
        string[][] usages =
        [
            ["im"], ["im", "--account", "a"], ["im", "--account", "", "--peer", "b"], ["im", "--account", "a", "--peer", new string('x', 513)],
            ["im", "--account", "a", "--peer", "b", "--policy", "sometimes"], ["im", "--account", "a", "--peer", "b", "--max-message", "36"], ["im", "--account", "a", "--peer", "b", "--max-message", "-1"],
            ["im", "--account", "a", "--peer", "b", "--heartbeat", "0"], ["im", "key", "--import", "x"], ["im", "key", "--from", "x"], ["im", "verify", "--account", "a", "--peer", "b"],
            ["im", "verify", "--account", "a", "--peer", "b", "12345"], ["im", "forget", "--peer", "b"], ["im", "forget", "--account", "a", new string('0', 40)],
        ];
        foreach (string[] usage in usages)
            _people.Inside("alice", [], usage).Refused(64);
        _people.Inside("alice", [], "im", "verify", "--account", "a", "--peer", "b", new string('0', 40)).Refused(67);
        _people.Inside("alice", [], "im", "forget", "--account", "a").Refused(67);
        _people.Inside("nobody", [], "im", "--account", "a", "--peer", "b").Refused(78);
    }

    [Fact]
    public void A_key_file_of_libotrs_is_taken_once_and_what_is_none_is_refused()
    {
        File.WriteAllText(_people["two.key"], $"(privkeys\n{Account("carol@x", Keys[0])}{Account("dave@x", Keys[1])})\n");
        _people.Inside("alice", null, "im", "key", "--account", "carol", "--import", _people["two.key"]).Refused(65);
        RunResult taken = _people.Inside("alice", null, "im", "key", "--account", "carol", "--import", _people["two.key"], "--from", "carol@x", "--json").Ok();
        Assert.Equal("E0607104E968910B2C2CCE5737DBE2CEC3EA5F50".ToLowerInvariant(), JsonNode.Parse(taken.Text)![0]!["fingerprint"]!.ToString());
        _people.Inside("alice", null, "im", "key", "--account", "carol", "--import", _people["two.key"], "--from", "carol@x").Ok();
        _people.Inside("alice", null, "im", "key", "--account", "carol", "--import", _people["two.key"], "--from", "dave@x").Refused(77);
        Assert.StartsWith("E0607104 E968910B 2C2CCE57 37DBE2CE C3EA5F50  carol", _people.Inside("alice", null, "im", "key").Ok().Text);
        _people.Inside("alice", null, "im", "key", "--account", "x", "--import", _people["absent"]).Refused(66);
        File.WriteAllText(_people["none.key"], "(privkeys (account (name x)");
        _people.Inside("alice", null, "im", "key", "--account", "x", "--import", _people["none.key"]).Refused(65);
    }

    private void AssertKeysAreListedVerifiedAndForgotten(string fingerprint)
    {
        string wrong = string.Concat(fingerprint.Reverse());
        Assert.Contains(" verified, last seen", _people.Inside("alice", null, "im", "peers").Ok().Text);
        _people.Inside("alice", null, "im", "verify", "--account", "alice@irc", "--peer", "bob", "--not", fingerprint).Ok();
        Assert.Equal("false", Peer()["verified"]!.ToString());
        _people.Inside("alice", null, "im", "verify", "--account", "alice@irc", "--peer", "bob", wrong).Refused(77);
        _people.Inside("alice", null, ["im", "verify", "--account", "alice@irc", "--peer", "bob", .. fingerprint.Chunk(8).Select(group => new string(group))]).Ok();
        Assert.Equal("true", Peer()["verified"]!.ToString());
        Assert.Equal(fingerprint, Peer()["fingerprint"]!.ToString());
        _people.Inside("alice", null, "im", "forget", "--account", "alice@irc", "--peer", "bob", wrong).Refused(67);
        _people.Inside("alice", null, "im", "forget", "--account", "alice@irc", "--peer", "bob").Ok();
        Assert.Equal("", _people.Inside("alice", null, "im", "peers").Ok().Text);
        _people.Inside("alice", null, "im", "forget", "--account", "alice@irc").Ok();
        Assert.Equal("", _people.Inside("alice", null, "im", "key").Ok().Text);
    }

    private JsonNode Peer() => JsonNode.Parse(_people.Inside("alice", null, "im", "peers", "--json").Ok().Text)!.AsArray().Single()!;

    /// <summary>Carries messages until nobody has any more; answers what was heard and told, with fingerprint and question.</summary>
    private static List<string> Carry(ImProcess from, ImProcess to, string request)
    {
        List<string> told = [];
        var underway = new Queue<(ImProcess From, ImProcess To, JsonObject Line)>(from.DoLine(request).Select(line => (from, to, line)));
        while (underway.TryDequeue(out (ImProcess From, ImProcess To, JsonObject Line) next))
        {
            if (next.Line["wire"] is { } wire)
            {
                foreach (JsonObject line in next.To.Do(new JsonObject { ["wire"] = wire.ToString() }))
                    underway.Enqueue((next.To, next.From, line));
            }
            else
            {
                told.Add(next.Line["heard"] is { } heard ? $"heard {heard}"
                    : $"{next.Line["event"]} {ImProcess.Text(next.Line, "fingerprint")} {ImProcess.Text(next.Line, "question")}".TrimEnd());
            }
        }

        return told;
    }

    private static string Account(string name, string[] key) =>
        $" (account\n(name {name})\n(protocol test)\n(private-key\n (dsa\n  (p #{key[0]}#)\n  (q #{key[1]}#)\n  (g #{key[2]}#)\n  (y #{key[3]}#)\n  (x #{key[4]}#)\n  )\n )\n )\n";
}
