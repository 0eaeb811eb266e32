using System.Text;
using System.Text.Json;

namespace OtrMail.Cli.Tests;

/// <summary>Keys and contacts.</summary>
public sealed class KeyTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [Fact]
    public void A_second_init_never_overwrites()
    {
        string state = _people.StateOf("alice");
        Assert.Contains("key add-address", _people.Run("alice", null, "init", "alice@example.org", "--no-passphrase").Refused(64).Error);
        Assert.Equal(state, _people.StateOf("alice"));
    }

    [Fact]
    public void Init_keeps_a_name_and_says_what_comes_next()
    {
        RunResult made = _people.Inside("dave", null, "init", "Dave@Example.ORG", "--name", "Dave \"D\"", "--no-passphrase").Ok();
        Assert.Empty(made.Output);
        Assert.Contains("next: ", made.Error);
        Assert.Equal("name = \"Dave \\\"D\\\"\"\n", File.ReadAllText(Path.Combine(_people["dave"], "config.toml")));
        Assert.Contains("dave@example.org", _people.Inside("dave", null, "status").Ok().Text);
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(_people["dave"]));
    }

    [Theory]
    [InlineData("armour")]
    [InlineData("header")]
    [InlineData("armour in a mail")]
    [InlineData("armour in base64")]
    [InlineData("header in a mail")]
    [InlineData("armour with CRLF and text")]
    public void A_bundle_is_found_in_every_form(string form)
    {
        string armour = _people.Inside("alice", null, "key", "export").Ok().Text;
        string header = _people.Inside("alice", null, "key", "export", "--header").Ok().Text;
        byte[] input = Encoding.ASCII.GetBytes(form switch
        {
            "armour" => armour,
            "header" => header,
            "armour in a mail" => "From: a@example.org\nSubject: my key\n\nHere it is:\n\n" + armour + "\n-- \nA\n",
            "armour in base64" => "From: a@example.org\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n"
                + Convert.ToBase64String(Encoding.ASCII.GetBytes(armour), Base64FormattingOptions.InsertLineBreaks) + "\n",
            "header in a mail" => "From: a@example.org\n" + header + "Subject: hello\n\nplain\n",
            _ => ("My key:\n" + armour + "bye\n").Replace("\n", "\r\n", StringComparison.Ordinal),
        });
        _people.Inside("dave", null, "init", "dave@example.org", "--no-passphrase").Ok();
        using JsonDocument imported = JsonDocument.Parse(_people.Inside("dave", input, "key", "import", "--json").Ok().Output);
        Assert.Equal("new", imported.RootElement[0].GetProperty("outcome").GetString());
        Assert.Equal("alice@example.org", imported.RootElement[0].GetProperty("addresses")[0].GetString());
    }

    [Fact]
    public void What_holds_no_bundle_or_a_damaged_one_is_65_and_nothing_is_imported()
    {
        string armour = File.ReadAllText(_people["bob.asc"]);
        string damaged = armour[..200] + (armour[200] == 'A' ? 'B' : 'A') + armour[201..];
        string state = _people.StateOf("carol");
        _people.Run("carol", "hello"u8.ToArray(), "key", "import").Refused(65);
        _people.Run("carol", Encoding.ASCII.GetBytes(damaged), "key", "import", _people["alice.asc"], "-").Refused(65);
        Assert.Equal(state, _people.StateOf("carol"));
    }

    [Fact]
    public void A_changed_key_is_refused_until_it_was_compared_and_accepted()
    {
        string former = FingerprintOf("bob", "alice@example.org");
        Reinstall("alice");
        string fresh = FingerprintOf("alice", null);
        string state = _people.StateOf("bob");
        byte[] mail = _people.Encrypted("alice", "bob", "new machine");
        RunResult refused = _people.Run("bob", mail, "decrypt").Refused(77);
        Assert.Contains(former, refused.Error);
        Assert.Contains($"otrmail key accept alice@example.org {fresh}", refused.Error);
        Assert.Equal(state, _people.StateOf("bob"));
        _people.Run("bob", null, "key", "import", _people["alice.asc"]).Refused(77);
        Assert.Equal(state, _people.StateOf("bob"));
        _people.Inside("bob", null, "key", "accept", "alice@example.org", new string('0', 64)).Refused(77);
        _people.Inside("bob", null, "key", "accept", "alice@example.org", fresh.ToUpperInvariant()).Ok();
        RunResult read = _people.Run("bob", mail, "decrypt").Ok();
        Assert.Contains($"fingerprint={fresh}; trust=verified", read.Text);
    }

    [Fact]
    public void Both_sides_read_the_same_number_and_verify_with_it()
    {
        string here = NumberOf("alice", "bob@example.org");
        Assert.Equal(here, NumberOf("bob", "alice@example.org"));
        Assert.Matches("^([0-9]{5} ){11}[0-9]{5}$", here);
        Assert.NotEqual(here, NumberOf("alice", "carol@example.org"));
        _people.Run("alice", null, ["key", "verify", "bob@example.org", .. here.Split(' ')]).Ok();
        Assert.Contains("\"trust\": \"verified\"", _people.Inside("alice", null, "key", "show", "bob@example.org", "--json").Ok().Text);
    }

    [Fact]
    public void Verify_compares_fingerprints_and_refuses_another()
    {
        string right = FingerprintOf("alice", "bob@example.org");
        string state = _people.StateOf("alice");
        _people.Inside("alice", null, "key", "verify", "bob@example.org", FingerprintOf("alice", "carol@example.org")).Refused(77);
        _people.Inside("alice", null, "key", "verify", "bob@example.org", "1234").Refused(64);
        _people.Run("alice", null, "key", "verify", "dave@example.org", right).Refused(67);
        Assert.Equal(state, _people.StateOf("alice"));
        _people.Inside("alice", null, "key", "verify", "bob@example.org", string.Join(' ', right.Chunk(4).Select(c => new string(c)))).Ok();
    }

    [Theory]
    [InlineData("y", 0)]
    [InlineData("n", 77)]
    public void Verify_asks_on_the_terminal(string answer, int exitCode)
    {
        RunResult verified = InProcess.Run(
            _people.Folder, _people.Clock, null, new ScriptedPrompt(answer), "key", "verify", "bob@example.org", "--home", _people["alice"]);
        Assert.Equal(exitCode, verified.ExitCode);
        _people.Inside("alice", null, "key", "verify", "bob@example.org").Refused(64);
    }

    [Fact]
    public void A_forgotten_contact_is_gone_and_others_stay()
    {
        _people.Run("alice", null, "key", "forget", "bob@example.org").Ok();
        _people.Run("alice", Household.Mail("alice", "bob"), "encrypt").Refused(67);
        _people.Run("alice", null, "key", "show", "bob@example.org").Refused(67);
        _people.Encrypted("alice", "carol");
    }

    [Fact]
    public void An_added_address_can_be_sent_from_and_is_announced()
    {
        _people.Run("alice", null, "key", "add-address", "alice@example.net").Ok();
        _people.Inside("alice", null, "key", "add-address", "alice@example.net").Ok();
        _people.Inside("alice", null, "key", "add-address", "bob@example.org").Refused(77);
        byte[] mail = Encoding.ASCII.GetBytes("From: alice@example.net\nTo: bob@example.org\n\nnew address\n");
        byte[] sent = _people.Inside("alice", mail, "encrypt").Ok().Output;
        Assert.Contains("from=alice@example.net", _people.Read("bob", sent).Ok().Text);
        for (int i = 3; i <= 8; i++)
            _people.Inside("alice", null, "key", "add-address", $"alice{i}@example.org").Ok();
        _people.Inside("alice", null, "key", "add-address", "alice9@example.org").Refused(64);
    }

    [Fact]
    public void A_key_that_claims_an_own_address_is_refused()
    {
        _people.Inside("dave", null, "init", "dave@example.org", "--no-passphrase").Ok();
        _people.Inside("dave", null, "key", "add-address", "bob@example.org").Ok();
        byte[] claim = _people.Inside("dave", null, "key", "export").Ok().Output;
        string state = _people.StateOf("bob");
        Assert.Contains("your own address bob@example.org", _people.Inside("bob", claim, "key", "import").Refused(77).Error);
        _people.Inside("dave", claim, "key", "import").Ok();
        // dave has to know bob by another address, since he claims this one: a bundle of bob's with two
        _people.Inside("bob", null, "key", "add-address", "robert@example.net").Ok();
        byte[] robert = _people.Inside("bob", null, "key", "export").Ok().Output;
        _people.Inside("dave", robert, "key", "import").Refused(77);
        Assert.NotEqual(state, _people.StateOf("bob"));
    }

    [Fact]
    public void The_list_is_for_people_and_scripts()
    {
        RunResult text = _people.Run("alice", null, "key", "list").Ok();
        Assert.Equal(3, text.Text.TrimEnd().Split('\n').Length);
        Assert.Contains("accepted  bob@example.org", text.Text);
        using JsonDocument keys = JsonDocument.Parse(_people.Run("alice", null, "key", "list", "--json").Ok().Output);
        Assert.Equal(["alice@example.org", "bob@example.org", "carol@example.org"],
            keys.RootElement.EnumerateArray().Select(key => key.GetProperty("addresses")[0].GetString()));
    }

    [Fact]
    public void Status_says_what_the_next_mail_will_be()
    {
        Assert.Equal(("none", "first"), Stage("bob", "alice@example.org"));
        byte[] mail = _people.Encrypted("alice", "bob");
        Assert.Equal(("first-sent", "first"), Stage("alice", "bob@example.org"));
        _people.Read("bob", mail).Ok();
        Assert.Equal(("owing", "reply"), Stage("bob", "alice@example.org"));
        mail = _people.Encrypted("bob", "alice");
        Assert.Equal(("replied", "reply"), Stage("bob", "alice@example.org"));
        _people.Read("alice", mail).Ok();
        Assert.Equal(("established", "data"), Stage("alice", "bob@example.org"));
        Assert.Contains("next mail   data", _people.Run("alice", null, "status", "bob@example.org").Ok().Text);
    }

    private (string? Sending, string? Next) Stage(string person, string address)
    {
        using JsonDocument status = JsonDocument.Parse(_people.Inside(person, null, "status", address, "--json").Ok().Output);
        JsonElement contact = status.RootElement.GetProperty("contacts")[0];
        return (contact.GetProperty("sending").GetString(), contact.GetProperty("nextMail").GetString());
    }

    private string NumberOf(string person, string address) => Shown(person, address, "verificationNumber");

    private string FingerprintOf(string person, string? address) => Shown(person, address, "fingerprint");

    private string Shown(string person, string? address, string property)
    {
        string[] whose = address is null ? [] : [address];
        using JsonDocument key = JsonDocument.Parse(_people.Inside(person, null, ["key", "show", .. whose, "--json"]).Ok().Output);
        return key.RootElement.GetProperty(property).GetString()!;
    }

    private void Reinstall(string person)
    {
        Directory.Delete(_people[person], recursive: true);
        _people.Inside(person, null, "init", Household.AddressOf(person), "--no-passphrase").Ok();
        _people.Inside(person, null, "key", "export", "-o", _people[person + ".asc"]).Ok();
        _people.Inside(person, null, "key", "import", _people["bob.asc"]).Ok();
    }
}
