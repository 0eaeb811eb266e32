using System.Text;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>Submission to a real server: TLS with a pinned certificate, passwords, refusals, a server that is killed.</summary>
public sealed class PostfixTests : IDisposable
{
    private readonly Household _people = Household.New();
    private readonly Lazy<Dovecot> _dovecot = new(() => new Dovecot());
    private readonly Lazy<Postfix> _postfix;

    public PostfixTests() => _postfix = new(() => new Postfix(_dovecot.Value));

    private Postfix Server => _postfix.Value;

    public void Dispose()
    {
        if (_postfix.IsValueCreated)
            Server.Dispose();
        if (_dovecot.IsValueCreated)
            _dovecot.Value.Dispose();
        _people.Dispose();
    }

    [PeerFact("postfix", "dovecot", AsRoot = true)]
    public void Mail_goes_out_by_TLS_and_by_STARTTLS_and_arrives_as_it_was_made()
    {
        Configure(Server.TlsAccount);
        byte[] first = Mail("bob@example.org, alice@example.org", "the first");
        _people.Run("alice", first, "send").Ok();
        Assert.Equal(first, Read("bob", Server.WaitFor("bob", 1)[0]));
        Assert.Equal(first, Read("alice", Server.WaitFor("alice", 1)[0]));

        Configure(Postfix.Account($"port = {Server.Port}\ntls = \"starttls\"\ncertificate = \"{Server.Certificate.Fingerprint}\""));
        byte[] second = Mail("bob@example.org", "the second");
        _people.Inside("alice", second, "sendmail", "-t").Ok();
        Assert.Contains(Server.WaitFor("bob", 2), mail => Read("bob", mail).AsSpan().SequenceEqual(second));
        Assert.Contains("sasl_username=bob", Server.Log);
    }

    [PeerFact("postfix", "dovecot", AsRoot = true)]
    public void One_unknown_recipient_of_several_and_nobody_gets_anything()
    {
        Configure(Server.TlsAccount);
        string state = _people.StateOf("alice");
        RunResult refused = _people.Inside("alice", Mail("bob@example.org, carol@example.org", "for both"), "sendmail", "-t").Refused(69);
        Assert.Contains("carol@example.org: refused by 127.0.0.1: 550", refused.Error);
        Assert.Equal(state, _people.StateOf("alice"));
        Assert.Equal("[]\n", _people.Inside("alice", null, "queue", "list", "--json").Ok().Text);
        byte[] after = Mail("bob@example.org", "for him alone");
        _people.Inside("alice", after, "sendmail", "-t").Ok();
        Assert.Equal(after, Read("bob", Assert.Single(Server.WaitFor("bob", 1))));
    }

    [PeerFact("postfix", "dovecot", AsRoot = true)]
    public void A_wrong_password_or_certificate_is_77_and_nothing_has_changed()
    {
        string state = _people.StateOf("alice");
        byte[] mail = Mail("bob@example.org", "x");
        Configure(Postfix.Account($"port = {Server.TlsPort}\ncertificate = \"{Server.Certificate.Fingerprint}\"", password: "nonsense"));
        Assert.DoesNotContain("nonsense", _people.Inside("alice", mail, "sendmail", "-t").Refused(77).Error);
        Configure(Postfix.Account($"port = {Server.TlsPort}"));
        Assert.Contains(Server.Certificate.Fingerprint, _people.Inside("alice", mail, "sendmail", "-t").Refused(77).Error);
        Configure(Postfix.Account($"port = {Server.Port}\ntls = \"starttls\"\ncertificate = \"{new string('0', 64)}\""));
        _people.Inside("alice", mail, "sendmail", "-t").Refused(77);
        Assert.Equal(state, _people.StateOf("alice"));
        Assert.Equal("[]\n", _people.Inside("alice", null, "queue", "list", "--json").Ok().Text);
    }

    [PeerFact("postfix", "dovecot", AsRoot = true)]
    public void A_server_killed_half_way_gets_the_rest_when_it_is_back()
    {
        using var proxy = new CuttingProxy(Server.TlsPort);
        Configure(Postfix.Account($"port = {proxy.Port}\ncertificate = \"{Server.Certificate.Fingerprint}\""));
        byte[] mail = Mail("bob@example.org, alice@example.org", "half way");
        // enough for the handshake and for asking, not for two mails
        proxy.Limit = 4_000;
        _people.Inside("alice", mail, "sendmail", "-t").Ok();
        Server.Kill();
        _people.Inside("alice", mail, "sendmail", "-t").Ok();
        proxy.Limit = long.MaxValue;
        Server.Start();
        string state = _people.StateOf("alice");
        _people.Inside("alice", null, "queue", "send").Ok();
        _people.Inside("alice", mail, "sendmail", "-t").Ok();
        Assert.Equal(state, _people.StateOf("alice"));
        Assert.Equal(mail, Read("bob", Server.WaitFor("bob", 1)[0]));
        Assert.Equal(mail, Read("alice", Server.WaitFor("alice", 1)[0]));
    }

    private byte[] Read(string person, byte[] mail) => Household.WithoutStatus(_people.Read(person, mail).Ok().Output);

    private void Configure(string settings) => File.WriteAllText(Path.Combine(_people["alice"], "config.toml"), settings);

    private static byte[] Mail(string to, string body) => Encoding.UTF8.GetBytes(
        $"From: alice@example.org\nTo: {to}\nDate: Thu, 1 Jan 2026 00:00:00 +0000\nMessage-ID: <{Guid.NewGuid():N}@example.org>\nSubject: s\n\n{body}\n");
}
