using System.Text;
using System.Text.Json;

namespace OtrMail.Cli.Tests;

/// <summary>The group <c>forge</c>.</summary>
public sealed class ForgeTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    /// <summary>The prime that a mail publishes.</summary>
    internal static string PrimeIn(string file, string folder)
    {
        RunResult listed = InProcess.Run(folder, TimeProvider.System, null, new ScriptedPrompt(), ["forge", "keys", "--json", file]);
        using JsonDocument keys = JsonDocument.Parse(listed.Ok().Output);
        return keys.RootElement.GetProperty("publishedSigningKeys")[0].GetProperty("prime").GetString()!;
    }

    private string Saved(string name, byte[] bytes)
    {
        File.WriteAllBytes(_people[name], bytes);
        return _people[name];
    }

    private RunResult Forge(byte[]? input, params IEnumerable<string> arguments) => _people.Inside("nobody", input, ["forge", .. arguments]);

    /// <summary>Alice's First, Bob's Reply, Alice's Data and what Bob answers: each is read, and saved as 1.eml to 4.eml.</summary>
    private void Correspond()
    {
        (string From, string To)[] mails = [("alice", "bob"), ("bob", "alice"), ("alice", "bob"), ("bob", "alice")];
        for (int i = 0; i < mails.Length; i++)
        {
            (string from, string to) = mails[i];
            Saved($"{i + 1}-said.eml", Household.Mail(from, to, $"said {i + 1}"));
            byte[] mail = Saved2($"{i + 1}.eml", _people.Encrypted(from, to, $"said {i + 1}"));
            _people.Read(to, mail).Ok();
        }

        byte[] Saved2(string name, byte[] bytes)
        {
            Saved(name, bytes);
            return bytes;
        }
    }

    private string NeverSaid(int number, string from, string to)
    {
        string mail = Encoding.UTF8.GetString(Household.Mail(from, to, $"said {number}"));
        return Saved($"{number}-never.eml", Encoding.UTF8.GetBytes(mail.Replace("\n\nsaid", "\n\nnope", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_recipient_forges_a_first_that_verifies_and_opens()
    {
        byte[] mail = Household.Mail("alice", "bob", "never written");
        string state = _people.StateOf("bob");
        byte[] forged = _people.Run("bob", mail, "forge", "first", "--as-recipient", "--from", "alice@example.org").Ok().Output;
        Assert.Equal(state, _people.StateOf("bob"));
        using JsonDocument check = JsonDocument.Parse(_people.Run("bob", forged, "forge", "check", "--with-my-keys", "--json", "-o", _people["inside.eml"]).Ok().Output);
        Assert.True(check.RootElement.GetProperty("verifies").GetBoolean());
        Assert.Equal("alice@example.org", check.RootElement.GetProperty("from").GetString());
        Assert.Equal(mail, File.ReadAllBytes(_people["inside.eml"]));
        Assert.Equal(state, _people.StateOf("bob"));
        RunResult read = _people.Read("bob", forged).Ok();
        Assert.StartsWith("OTR-Mail-Status: authentic; from=alice@example.org; ", read.Text);
        Assert.Equal(mail, Household.WithoutStatus(read.Output));
        _people.Inside("carol", forged, "forge", "check", "--with-my-keys").Refused(76);
    }

    [Fact]
    public void Forged_and_real_look_alike()
    {
        byte[] forged = _people.Inside("bob", Household.Mail("alice", "bob"), "forge", "first", "--as-recipient", "--from", "alice@example.org").Ok().Output;
        byte[] real = _people.Encrypted("alice", "bob");
        Assert.Equal(real.Length, forged.Length);
        string[] lines = Encoding.ASCII.GetString(forged).Split('\n');
        string[] others = Encoding.ASCII.GetString(real).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i] != others[i])
                Assert.True(lines[i].Contains("_otrmail_", StringComparison.Ordinal) || lines[i].Length == others[i].Length, lines[i]);
        }
    }

    [Fact]
    public void Anybody_forges_with_a_published_signing_key()
    {
        string bundle = _people["alice.asc"];
        byte[] before = _people.Encrypted("alice", "bob", "real");
        _people.Clock.Pass(days: 98);
        _people.Encrypted("alice", "bob", "later");
        _people.Clock.Pass(days: 2);
        string later = Saved("later.eml", _people.Encrypted("alice", "bob", "still later"));
        string prime = PrimeIn(later, _people.Folder);
        string mail = Saved("never.eml", Household.Mail("alice", "bob", "never written"));
        byte[] forged = Forge(null, "first", "--prime", prime, "--sender-bundle", bundle, "--recipient-bundle", _people["bob.asc"], mail).Ok().Output;
        foreach (byte[] one in new[] { before, forged })
            Assert.Contains("verifies", _people.Inside("bob", one, "forge", "check", "--with-my-keys").Ok().Text);
        _people.Read("bob", forged).Refused(76); // TooLate
        _people.Read("bob", File.ReadAllBytes(later)).Ok();
        _people.Read("bob", forged).Refused(65); // revoked
        Assert.Contains("verifies", _people.Inside("bob", forged, "forge", "check", "--with-my-keys").Ok().Text);
        Assert.Contains("no factor", Forge(
            null, "first", "--prime", prime, "--sender-bundle", _people["carol.asc"], "--recipient-bundle", _people["bob.asc"],
            Saved("carol.eml", Household.Mail("carol", "bob"))).Refused(65).Error);
        Assert.Contains("no factor", Forge(
            null, "first", "--prime", "07", "--sender-bundle", bundle, "--recipient-bundle", _people["bob.asc"], mail).Refused(65).Error);
    }

    [Fact]
    public void A_captured_first_reply_and_data_are_altered_and_verify()
    {
        Correspond();
        (int Number, string From, string To, string[] More)[] captured =
        [
            (1, "alice", "bob", ["--sender-bundle", _people["alice.asc"], "--recipient-bundle", _people["bob.asc"]]),
            (2, "bob", "alice", ["--sender-bundle", _people["bob.asc"]]),
            (3, "alice", "bob", []),
        ];
        foreach ((int number, string from, string to, string[] more) in captured)
        {
            string never = NeverSaid(number, from, to);
            string altered = _people[$"{number}-altered.eml"];
            Forge(null, [
                "alter", _people[$"{number}.eml"], "--revealed-in", _people[$"{number + 1}.eml"], "--old", _people[$"{number}-said.eml"],
                "--new", never, .. more, "-o", altered]).Ok();
            foreach (string one in new[] { _people[$"{number}.eml"], altered })
                Assert.Contains("verifies", Forge(null, "check", one, "--with", _people[$"{number + 1}.eml"]).Ok().Text);
            _people.Inside(to, null, "forge", "check", altered, "--with-my-keys", "-o", _people["inside.eml"]).Ok();
            Assert.Equal(File.ReadAllBytes(never), File.ReadAllBytes(_people["inside.eml"]));
            Assert.Contains("altered copy", _people.Inside(to, null, "decrypt", altered).Refused(65).Error);
        }
    }

    [Fact]
    public void What_cannot_be_altered_says_why()
    {
        Correspond();
        string said = _people["3-said.eml"];
        string never = NeverSaid(3, "alice", "bob");
        string longer = Saved("longer.eml", Household.Mail("alice", "bob", new string('x', 4000)));
        string zeros = new('0', 64);
        void Fails(int code, string says, params string[] arguments) =>
            Assert.Contains(says, Forge(null, ["alter", _people["3.eml"], .. arguments]).Refused(code).Error);
        Fails(65, "does not verify under this key", "--mac-key", zeros, "--old", said, "--new", never);
        Fails(64, "no MAC key", "--mac-key", "12", "--old", said, "--new", never);
        Fails(64, "either --mac-key", "--old", said, "--new", never);
        Fails(64, "either --mac-key", "--mac-key", zeros, "--revealed-in", _people["4.eml"], "--old", said, "--new", never);
        Fails(65, "none of the mails given reveals", "--revealed-in", _people["2.eml"], "--old", said, "--new", never);
        Fails(65, "longer or shorter", "--revealed-in", _people["4.eml"], "--old", said, "--new", longer);
        Fails(65, "does not fit the length", "--revealed-in", _people["4.eml"], "--old", longer, "--new", never);
        Fails(64, "bundle", "--with-bundle", "yes", "--revealed-in", _people["4.eml"], "--old", said, "--new", never);
        Fails(64, "yes or no", "--with-bundle", "perhaps", "--revealed-in", _people["4.eml"], "--old", said, "--new", never);
        Fails(66, "cannot be opened", "--revealed-in", _people["4.eml"], "--old", _people["nowhere"], "--new", never);
        Assert.Contains("--sender-bundle", Forge(
            null, "alter", _people["1.eml"], "--revealed-in", _people["2.eml"], "--old", _people["1-said.eml"], "--new", never).Refused(64).Error);
    }

    [Fact]
    public void With_another_old_mail_what_comes_out_verifies_and_is_garbage()
    {
        Correspond();
        string guess = Saved("guess.eml", Household.Mail("alice", "bob", "said ?"));
        string altered = _people["altered.eml"];
        Forge(null, "alter", _people["3.eml"], "--revealed-in", _people["4.eml"], "--old", guess, "--new", NeverSaid(3, "alice", "bob"), "-o", altered).Ok();
        Assert.Contains("verifies", Forge(null, "check", altered, "--with", _people["4.eml"]).Ok().Text);
    }

    [Fact]
    public void Keys_tells_what_verifies_what()
    {
        Correspond();
        using JsonDocument keys = JsonDocument.Parse(
            Forge(null, "keys", "--json", _people["1.eml"], _people["2.eml"], _people["3.eml"], _people["4.eml"]).Ok().Output);
        JsonElement[] revealed = [.. keys.RootElement.GetProperty("revealedMacKeys").EnumerateArray()];
        Assert.Equal(3, revealed.Length);
        for (int i = 0; i < revealed.Length; i++)
        {
            Assert.Equal(_people[$"{i + 2}.eml"], revealed[i].GetProperty("revealedIn")[0].GetString());
            Assert.Equal(_people[$"{i + 1}.eml"], Assert.Single(revealed[i].GetProperty("verifies").EnumerateArray()).GetString());
        }

        Assert.Contains("verifies " + _people["1.eml"], Forge(null, "keys", _people["1.eml"], _people["2.eml"]).Ok().Text);
        Assert.Equal("nothing is revealed\n", Forge(null, "keys", _people["1.eml"]).Ok().Text);
    }

    [Fact]
    public void What_does_not_verify_is_65_and_wrong_usage_is_64()
    {
        Correspond();
        Assert.Contains("does not verify", Forge(null, "check", _people["3.eml"], "--with", _people["2.eml"]).Refused(65).Error);
        Forge(null, "check", _people["3.eml"]).Refused(64);
        Forge(null, "check", _people["3.eml"], "--with", _people["4.eml"], "-o", _people["x"]).Refused(64);
        Forge(null, "check", _people["3-said.eml"], "--with", _people["4.eml"]).Refused(65);
        Forge(null, "check", _people["3.eml"], "--with", _people["nowhere"]).Refused(66);
        Forge(null, "first", _people["3-said.eml"]).Refused(64);
        Forge(null, "first", "--as-recipient", "--prime", "07", _people["3-said.eml"]).Refused(64);
        Forge(null, "first", "--as-recipient", _people["3-said.eml"]).Refused(64);
        Forge(null, "first", "--prime", "7", "--sender-bundle", _people["alice.asc"], "--recipient-bundle", _people["bob.asc"], _people["3-said.eml"]).Refused(64);
        Forge(null, "first", "--prime", "07", "--sender-bundle", _people["alice.asc"], _people["3-said.eml"]).Refused(64);
        _people.Inside("bob", null, "forge", "first", "--as-recipient", "--from", "dave@example.org", _people["3-said.eml"]).Refused(67);
        _people.Inside("bob", null, "forge", "first", "--as-recipient", "--from", "carol@example.org", _people["3-said.eml"]).Refused(65);
        Forge(null, "first", "--as-recipient", "--from", "alice@example.org", _people["3-said.eml"]).Refused(78);
        _people.Inside("bob", null, "forge", "first", "--as-recipient", "--from", "alice@example.org", _people["3-said.eml"], "-o", "/nowhere/x").Refused(74);
        Forge(null, "keys").Refused(64);
        Forge(null, "keys", _people["1.eml"], _people["nowhere"]).Refused(66);
    }
}
