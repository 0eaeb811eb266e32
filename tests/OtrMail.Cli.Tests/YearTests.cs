using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace OtrMail.Cli.Tests;

/// <summary>
/// The table of life times (docs/PROTOCOL.md, section 15), seen from outside: the built program, the clock shifted by
/// libfaketime, a year in a minute.
/// </summary>
public sealed class YearTests : IDisposable
{
    private readonly ShiftedPeople _people = new();

    public void Dispose() => _people.Dispose();

    [FaketimeFact]
    public void A_signing_key_signs_30_days_and_its_prime_is_published_from_day_97_to_277()
    {
        Meet();
        _people.Exchange("alice", "bob");
        string first = SigningKey("alice");
        On(29.9);
        Assert.Equal(first, SigningKey("alice"));
        On(30.1);
        Assert.NotEqual(first, SigningKey("alice"));
        On(96.5);
        Assert.Empty(Published(first));
        On(97.2);
        Assert.Empty(Published(first)); // one run is not enough
        On(98.5);
        JsonElement published = Assert.Single(Published(first));
        BigInteger prime = BigInteger.Parse("0" + published.GetProperty("prime").GetString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        Assert.True(prime.GetBitLength() is >= 1500 and <= 1540);
        Assert.Contains(_people.Status("alice").GetProperty("publishedKeys").EnumerateArray(), key => key.GetProperty("fingerprint").GetString() == first);
        On(276.5);
        Assert.Single(Published(first));
        On(277.5);
        Assert.Empty(Published(first));
    }

    [FaketimeFact]
    public void A_signing_key_that_never_signed_is_erased_on_day_30()
    {
        _people.Init("alice");
        string first = SigningKey("alice");
        On(32.5);
        _people.TendTwice("alice");
        Assert.DoesNotContain(_people.Status("alice").GetProperty("signingKeys").EnumerateArray(), key => key.GetProperty("fingerprint").GetString() == first);
        Assert.Empty(_people.Status("alice").GetProperty("publishedKeys").EnumerateArray());
    }

    [FaketimeFact]
    public void A_prekey_is_renewed_at_30_used_until_180_and_held_until_210()
    {
        _people.Init("alice");
        _people.Init("bob");
        _people.Knows("alice", "bob");
        uint first = Prekey("bob");
        On(29.9);
        Assert.Equal(first, Prekey("bob"));
        On(30.1);
        Assert.NotEqual(first, Prekey("bob"));
        On(179.9);
        byte[] late = _people.Write("alice", "bob");
        byte[] later = _people.Write("alice", "bob");
        On(180.1);
        _people.TryWrite("alice", "bob").Refused(67);
        On(209.9);
        _people.Read("bob", late).Ok();
        Assert.Contains(first, Prekeys("bob"));
        On(210.1);
        _people.Read("bob", later).Refused(76); // past its date, even before it is erased
        Assert.Contains(first, Prekeys("bob"));
        On(211.5);
        Assert.DoesNotContain(first, Prekeys("bob"));
    }

    [FaketimeFact]
    public void A_superseded_ratchet_key_is_kept_14_days()
    {
        Acquaint();
        byte[] older = _people.Write("alice", "bob");
        byte[] oldest = _people.Write("alice", "bob");
        _people.Exchange("bob", "alice");
        _people.Exchange("alice", "bob"); // uses Bob's newer key: the older one is superseded
        int held = Held("bob");
        On(13.9);
        _people.Read("bob", older).Ok();
        On(14.1);
        _people.Read("bob", oldest).Refused(76);
        Assert.Equal(held, Held("bob"));
        On(15.3);
        Assert.True(Held("bob") < held);
    }

    [FaketimeFact]
    public void An_unanswered_offer_is_repeated_until_90_and_erased_120_days_after_the_last_first()
    {
        Meet();
        string session = Session(_people.Write("alice", "bob"));
        On(89.9);
        _people.Knows("alice", "bob");
        Assert.Equal(session, Session(_people.Write("alice", "bob")));
        On(89.9 + 90.2);
        _people.Knows("alice", "bob");
        Assert.NotEqual(session, Session(_people.Write("alice", "bob")));
        On(89.9 + 121.5);
        _people.TendTwice("alice");
        Assert.DoesNotContain(Sessions("alice", "bob"), one => one.GetProperty("id").GetString() == session);
    }

    [FaketimeFact]
    public void A_ratchet_key_is_used_330_days_and_a_session_without_own_mail_ends_after_365()
    {
        Acquaint();
        On(329.5);
        Assert.Equal("data", _people.Inspect(_people.Write("alice", "bob")).GetProperty("type").GetString());
        On(331);
        _people.Knows("alice", "bob");
        Assert.Equal("first", _people.Inspect(_people.Write("alice", "bob")).GetProperty("type").GetString());
        On(367.5); // Bob has announced nothing for a year
        _people.TendTwice("bob");
        Assert.Empty(Sessions("bob", "alice"));
    }

    [FaketimeFact]
    public void A_replaced_session_is_receive_only_for_30_days_and_a_copy_for_resending_stays_60()
    {
        Acquaint();
        byte[] onItsWay = _people.Write("bob", "alice");
        byte[] slower = _people.Write("bob", "alice");
        _people.Run("alice", null, "restored").Ok();
        string old = Assert.Single(Sessions("alice", "bob")).GetProperty("id").GetString()!;
        Assert.Equal("receive-only", Assert.Single(Sessions("alice", "bob")).GetProperty("state").GetString());
        _people.Write("alice", "bob"); // lost
        On(29.9);
        Assert.Contains("not-authenticated", _people.Read("alice", onItsWay).Ok().Text);
        On(30.1);
        _people.Read("alice", slower).Refused(76);
        On(31.5);
        Assert.DoesNotContain(Sessions("alice", "bob"), one => one.GetProperty("id").GetString() == old);
        Assert.True(_people.Contact("alice", "bob").GetProperty("cachedMails").GetInt32() >= 1);
        On(62);
        _people.TendTwice("alice");
        byte[] copy = "Subject: day 0"u8.ToArray();
        Assert.False(_people.Holds("alice", copy));
    }

    [FaketimeFact]
    public void One_run_with_the_clock_90_days_fast_publishes_and_erases_nothing()
    {
        Acquaint();
        string[] keys = [.. SigningKeys("alice")];
        uint prekey = Prekey("alice");
        On(95);
        _people.Run("alice", null, "tend").Ok();
        On(5);
        Assert.Subset(SigningKeys("alice").ToHashSet(), keys.ToHashSet());
        Assert.Contains(prekey, Prekeys("alice"));
        Assert.Empty(_people.Status("alice").GetProperty("publishedKeys").EnumerateArray());
        _people.Exchange("alice", "bob");
        _people.Exchange("bob", "alice");
    }

    private void On(double day) => _people.Day = day;

    private void Meet()
    {
        _people.Init("alice");
        _people.Init("bob");
        _people.Knows("alice", "bob");
        _people.Knows("bob", "alice");
    }

    private void Acquaint()
    {
        Meet();
        _people.Exchange("alice", "bob");
        _people.Exchange("bob", "alice");
        _people.Exchange("alice", "bob");
    }

    private string SigningKey(string person) =>
        _people.Status(person).GetProperty("own").GetProperty("signingKey").GetProperty("fingerprint").GetString()!;

    private IEnumerable<string> SigningKeys(string person) =>
        _people.Status(person).GetProperty("signingKeys").EnumerateArray().Select(key => key.GetProperty("fingerprint").GetString()!);

    private uint Prekey(string person) =>
        _people.Status(person).GetProperty("own").GetProperty("prekey").GetProperty("id").GetUInt32();

    private uint[] Prekeys(string person) =>
        [.. _people.Status(person).GetProperty("prekeys").EnumerateArray().Select(key => key.GetProperty("id").GetUInt32())];

    private JsonElement[] Published(string fingerprint)
    {
        _people.Knows("alice", "bob");
        return [.. _people.Inspect(_people.Write("alice", "bob")).GetProperty("publishedSigningKeys").EnumerateArray()
            .Where(key => key.GetProperty("fingerprint").GetString() == fingerprint)];
    }

    private string Session(byte[] mail) => _people.Inspect(mail).GetProperty("sessionId").GetString()!;

    private JsonElement[] Sessions(string person, string other) =>
        [.. _people.Contact(person, other).GetProperty("sessions").EnumerateArray()];

    private int Held(string person) =>
        Sessions(person, "alice").Sum(session => session.GetProperty("heldKeys").GetArrayLength());
}
