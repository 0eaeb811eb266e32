using System.Numerics;
using System.Text;
using System.Text.Json;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Storage;
using OtrMail.Core.Wire;

namespace OtrMail.Cli.Tests;

/// <summary>Months pass: keys are renewed, published and forgotten by whatever command runs after the date.</summary>
public sealed class LifeCycleTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [Fact]
    public void Keys_are_renewed_after_thirty_days_and_the_first_signing_key_is_published_from_day_97_on()
    {
        Assert.True(Armour.TryRead(Armour.KeyBundle, File.ReadAllText(_people["alice.asc"]), KeyBundle.MaxBytes, out byte[]? bytes));
        Assert.True(KeyBundle.TryRead(bytes, out KeyBundle? bundle));
        string first = bundle.SigningFingerprint.Hex;
        _people.Encrypted("alice", "bob");
        JsonElement status = _people.Json("alice", "status");
        Assert.Equal(first, status.GetProperty("own").GetProperty("signingKey").GetProperty("fingerprint").GetString());
        Assert.Equal("signing-key-renewal", status.GetProperty("due").EnumerateArray()
            .First(due => due.GetProperty("address").ValueKind == JsonValueKind.Null).GetProperty("what").GetString());

        _people.Clock.Pass(30.1);
        status = _people.Json("alice", "status");
        Assert.NotEqual(first, status.GetProperty("own").GetProperty("signingKey").GetProperty("fingerprint").GetString());
        Assert.Equal(2, status.GetProperty("prekeys").GetArrayLength());
        JsonElement former = status.GetProperty("signingKeys").EnumerateArray().Single(key => key.GetProperty("fingerprint").GetString() == first);
        Assert.True(former.GetProperty("hasSigned").GetBoolean());
        Assert.Contains(status.GetProperty("due").EnumerateArray(), due =>
            due.GetProperty("what").GetString() == "signing-key-publication" && due.GetProperty("key").GetString() == first);

        _people.Clock.Pass(97.1 - 30.1);
        Assert.Empty(PublishedIn(_people.Encrypted("alice", "bob", "one run")));
        _people.Clock.Pass(1.1);
        JsonElement published = Assert.Single(PublishedIn(_people.Encrypted("alice", "bob", "two runs")));
        Assert.Equal(first, published.GetProperty("fingerprint").GetString());
        var prime = new BigInteger(Convert.FromHexString(published.GetProperty("prime").GetString()!), isUnsigned: true, isBigEndian: true);
        var modulus = new BigInteger(bundle.Signing.Modulus, isUnsigned: true, isBigEndian: true);
        Assert.True(prime > 1 && prime < modulus);
        Assert.Equal(BigInteger.Zero, modulus % prime);
        status = _people.Json("alice", "status");
        Assert.Equal(first, status.GetProperty("publishedKeys")[0].GetProperty("fingerprint").GetString());
        Assert.DoesNotContain(status.GetProperty("signingKeys").EnumerateArray(), key => key.GetProperty("fingerprint").GetString() == first);
        Assert.Contains("published", _people.Inside("alice", null, "status").Ok().Text);
    }

    [Fact]
    public void Key_rotate_makes_new_keys_at_once_and_contacts_learn_them_with_the_next_mail()
    {
        RunResult rotated = _people.Inside("alice", null, "key", "rotate").Ok();
        Assert.Empty(rotated.Output);
        JsonElement own = _people.Json("alice", "status").GetProperty("own");
        Assert.Contains(own.GetProperty("signingKey").GetProperty("fingerprint").GetString()!, rotated.Error);
        RunResult read = _people.Read("bob", _people.Encrypted("alice", "bob")).Ok();
        Assert.Contains("new-bundle", read.StatusOf());
        Assert.Equal(own.GetProperty("serial").GetInt64(), _people.ContactOf("bob", "alice").GetProperty("serial").GetInt64());
        _people.Inside("alice", null, "key", "rotate", "now").Refused(64);
        _people.Inside("nobody", null, "key", "rotate").Refused(78);
        _people.Inside("nobody", null, "restored").Refused(78);
        _people.Inside("nobody", null, "tend").Refused(78);
    }

    [Fact]
    public void Forgotten_keys_are_nowhere_in_the_home_and_no_old_database_brings_them_back()
    {
        _people.Encrypted("alice", "bob"); // the signing key signs
        uint id;
        byte[] seed;
        byte[] secret;
        using (SqliteStore store = Raw.Open(_people, "alice"))
        using (PostboxTransaction transaction = Raw.Postbox(store, _people.Clock).Begin())
        using (Prekey prekey = transaction.Own.FindPrekey(transaction.Own.Bundle.PrekeyId)!)
        {
            (id, seed, secret) = (prekey.Id, prekey.Seed.ToArray(), transaction.Own.Signing.Key.Export());
        }

        byte[] oldDatabase = File.ReadAllBytes(Path.Combine(_people["alice"], "otrmail.db"));
        foreach (double days in new[] { 31, 66.1, 1.1, 112, 1.1 })
        {
            Assert.Contains(_people.Json("alice", "status").GetProperty("prekeys").EnumerateArray(), key => key.GetProperty("id").GetUInt32() == id);
            _people.Clock.Pass(days);
        }

        JsonElement status = _people.Json("alice", "status");
        Assert.DoesNotContain(status.GetProperty("prekeys").EnumerateArray(), key => key.GetProperty("id").GetUInt32() == id);
        Assert.False(Raw.Holds(_people, "alice", seed));
        Assert.False(Raw.Holds(_people, "alice", secret.AsSpan(secret.Length / 2, 32)));

        File.WriteAllBytes(Path.Combine(_people["alice"], "otrmail.db"), oldDatabase);
        using (SqliteStore store = Raw.Open(_people, "alice"))
        using (IStoreTransaction transaction = store.Begin())
        {
            Assert.True(transaction.WasSetBack);
            Assert.Empty(transaction.List(new RecordKind("own-prekey", Forgettable: true), "own"));
            Assert.Empty(transaction.List(new RecordKind("own-signing", Forgettable: true), "own"));
        }
    }

    [Fact]
    public void Tend_makes_exactly_one_acknowledgement_after_seven_days()
    {
        _people.Read("bob", _people.Encrypted("alice", "bob")).Ok();
        _people.Clock.Pass(6.9);
        Assert.Empty(Acks("bob"));
        _people.Clock.Pass(0.2);
        JsonElement listed = Assert.Single(_people.Json("bob", "tend").GetProperty("acksDue").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("file").ValueKind);
        Assert.Contains("an acknowledgement is due", _people.Inside("bob", null, "tend").Ok().Text);
        string file = Assert.Single(Acks("bob"));
        Assert.Empty(Acks("bob"));
        byte[] ack = File.ReadAllBytes(Path.Combine(_people["outbox"], file));
        Assert.Contains("Auto-Submitted: auto-replied\n", Encoding.ASCII.GetString(ack));
        RunResult read = _people.Inside("alice", ack, "decrypt", "--json", _people["report.json"]).Ok();
        Assert.EndsWith("Auto-Submitted: auto-replied\n\n", read.Text);
        using (JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(_people["report.json"])))
            Assert.Equal("ack", report.RootElement[0].GetProperty("kind").GetString());
        Assert.Equal(0, _people.ContactOf("alice", "bob").GetProperty("awaitedReceipts").GetInt32());
        _people.Clock.Pass(8);
        Assert.Empty(Acks("alice")); // nobody acknowledges an acknowledgement
        Assert.Empty(Acks("bob"));
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-generated\n")]
    [InlineData("Precedence: bulk\n")]
    [InlineData("List-Id: <list.example.org>\n")]
    public void Automatic_and_list_mail_is_never_acknowledged(string header)
    {
        byte[] mail = _people.Inside("alice", Household.Mail("alice", "bob", "hello", header), "encrypt").Ok().Output;
        _people.Read("bob", mail).Ok();
        _people.Clock.Pass(8);
        Assert.Empty(Acks("bob"));
    }

    [Fact]
    public void An_acknowledgement_never_asks_for_anything()
    {
        _people.Acquaint("alice", "bob");
        byte[] lost = _people.Encrypted("alice", "bob", "lost");
        _people.Inside("bob", null, "key", "forget", "alice@example.org").Ok();
        _people.Inside("bob", null, "key", "import", _people["alice.asc"]).Ok();
        _people.Read("bob", lost).Refused(76);
        _people.Inside("alice", null, "restored").Ok(); // her next mail is a First
        _people.Read("bob", _people.Encrypted("alice", "bob", "anew")).Ok();
        _people.Clock.Pass(8);
        byte[] ack = File.ReadAllBytes(Path.Combine(_people["outbox"], Assert.Single(Acks("bob"))));
        Assert.DoesNotContain("asked-for", _people.Read("alice", ack).Ok().StatusOf());
        Assert.Equal(1, _people.Json("bob", "tend").GetProperty("unread")[0].GetProperty("count").GetInt32());
    }

    [Fact]
    public void The_outbox_may_stand_in_the_settings_and_must_be_a_directory()
    {
        File.WriteAllText(Path.Combine(_people["bob"], "config.toml"), "outbox = \"out\"\n");
        _people.Read("bob", _people.Encrypted("alice", "bob")).Ok();
        _people.Clock.Pass(8);
        _people.Inside("bob", null, "tend", "--outbox", _people["alice.asc"]).Refused(74);
        _people.Inside("bob", null, "tend").Ok();
        Assert.Single(Directory.GetFiles(Path.Combine(_people["bob"], "out"), "ack-*.eml"));
    }

    [Fact]
    public void Tend_lists_strangers_and_keys_that_expire()
    {
        _people.Inside("carol", null, "key", "forget", "alice@example.org").Ok();
        _people.Read("carol", _people.Encrypted("alice", "carol")).Ok();
        JsonElement stranger = Assert.Single(_people.Json("carol", "tend").GetProperty("strangers").EnumerateArray());
        Assert.Equal("alice@example.org", stranger.GetProperty("addresses")[0].GetString());
        Assert.Empty(_people.Json("alice", "tend").GetProperty("expiring").EnumerateArray());
        _people.Clock.Pass(170);
        Assert.Equal(2, _people.Json("alice", "tend").GetProperty("expiring").GetArrayLength());
        Assert.Contains("wrote first", _people.Inside("carol", null, "tend").Ok().Text);
    }

    private string[] Acks(string person) =>
    [
        .. _people.Json(person, "tend", "--outbox", _people["outbox"]).GetProperty("acksDue").EnumerateArray()
            .Select(ack => ack.GetProperty("file").GetString()!),
    ];

    private JsonElement.ArrayEnumerator PublishedIn(byte[] mail) => _people.Inspect(mail).GetProperty("publishedSigningKeys").EnumerateArray();
}
