using System.Text;

namespace OtrMail.Cli.Tests;

/// <summary>Keys that come with plain mail (paper, 5.1: the key seen first is remembered).</summary>
public sealed class NotedKeyTests : IDisposable
{
    private readonly Household _people = Household.New();

    public NotedKeyTests()
    {
        _people.Inside("dave", null, "init", "dave@example.org", "--no-passphrase").Ok();
    }

    public void Dispose() => _people.Dispose();

    [Fact]
    public void A_key_in_the_header_of_a_plain_mail_is_noted_and_can_be_written_to()
    {
        _people.Inside("alice", Household.Mail("alice", "dave"), "encrypt").Refused(67);
        byte[] plain = Plain("dave");
        RunResult passed = _people.Inside("alice", plain, "filter", "in").Ok();
        Assert.Equal(plain, passed.Output);
        Assert.Contains("a key of dave@example.org is noted", passed.Error);
        Assert.Contains("\"trust\": \"stranger\"", _people.Inside("alice", null, "key", "list", "--json").Ok().Text);
        byte[] mail = _people.Inside("alice", Household.Mail("alice", "dave", "now secret"), "encrypt").Ok().Output;
        Assert.EndsWith("\nnow secret\n", _people.Inside("dave", mail, "decrypt").Ok().Text);
    }

    [Fact]
    public void Armour_in_a_plain_mail_is_noted_too()
    {
        string armour = _people.Inside("dave", null, "key", "export").Ok().Text;
        byte[] plain = Household.Mail("dave", "alice", $"here is my key, in armour\n{armour}\n");
        Assert.Equal(plain, _people.Inside("alice", plain, "filter", "in").Ok().Output);
        _people.Inside("alice", Household.Mail("alice", "dave"), "encrypt").Ok();
    }

    [Fact]
    public void A_key_that_does_not_list_the_sender_is_not_noted()
    {
        byte[] plain = Household.Mail("mallory", "alice", more: HeaderOf("dave"));
        Assert.Equal(plain, _people.Inside("alice", plain, "filter", "in").Ok().Output);
        _people.Inside("alice", Household.Mail("alice", "dave"), "encrypt").Refused(67);
        _people.Inside("alice", Household.Mail("alice", "mallory"), "encrypt").Refused(67);
    }

    [Fact]
    public void Another_key_for_a_known_address_is_not_used_until_the_user_says_so()
    {
        _people.Inside("impostor", null, "init", "bob@example.org", "--no-passphrase").Ok();
        byte[] plain = Household.Mail("bob", "alice", more: HeaderOf("impostor"));
        RunResult passed = _people.Inside("alice", plain, "filter", "in").Ok();
        Assert.Equal(plain, passed.Output);
        Assert.Contains("carries another key of bob@example.org", passed.Error);
        byte[] mail = _people.Encrypted("alice", "bob");
        _people.Inside("impostor", mail, "decrypt").Refused(76);
        _people.Read("bob", mail).Ok();

        string fingerprint = passed.Error.Split(" ();".ToCharArray()).First(word => word.Length == 64 && word.All(char.IsAsciiHexDigitLower));
        _people.Inside("alice", null, "key", "accept", "bob@example.org", fingerprint).Ok();
        _people.Inside("impostor", _people.Encrypted("alice", "bob"), "decrypt").Ok();
    }

    [Fact]
    public void A_renewed_key_of_a_contact_is_taken_and_an_older_one_is_not()
    {
        byte[] older = Household.Mail("bob", "alice", more: HeaderOf("bob"));
        _people.Inside("bob", null, "key", "rotate").Ok();
        byte[] newer = Household.Mail("bob", "alice", more: HeaderOf("bob"));
        string before = _people.Inside("alice", null, "key", "show", "bob@example.org", "--json").Ok().Text;
        _people.Inside("alice", older, "filter", "in").Ok();
        Assert.Equal(before, _people.Inside("alice", null, "key", "show", "bob@example.org", "--json").Ok().Text);
        _people.Inside("alice", newer, "filter", "in").Ok();
        string after = _people.Inside("alice", null, "key", "show", "bob@example.org", "--json").Ok().Text;
        Assert.NotEqual(before, after);
        _people.Inside("alice", older, "filter", "in").Ok();
        Assert.Equal(after, _people.Inside("alice", null, "key", "show", "bob@example.org", "--json").Ok().Text);
    }

    [Fact]
    public void A_mail_passes_although_its_key_cannot_be_noted()
    {
        byte[] plain = Plain("dave");
        Assert.Equal(plain, _people.Inside("nobody", plain, "filter", "in").Ok().Output);
        File.WriteAllText(Path.Combine(_people["alice"], "config.toml"), "lock_timeout = 0\n");
        using (new FileStream(Path.Combine(_people["alice"], "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            Assert.Equal(plain, _people.Run("alice", plain, "filter", "in").Ok().Output);
    }

    private byte[] Plain(string person) => Household.Mail(person, "alice", more: HeaderOf(person));

    private string HeaderOf(string person)
    {
        string header = _people.Inside(person, null, "key", "export", "--header").Ok().Text;
        Assert.All(header.Split('\n'), line => Assert.True(Encoding.ASCII.GetByteCount(line) <= 78));
        return header;
    }
}
