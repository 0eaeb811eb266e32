using System.Diagnostics;
using System.Text;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>Fetching mail that is too long for memory.</summary>
public sealed class FetchLongTests : FetchingTests
{
    private const int MostMemory = 64 << 20;

    private readonly LongMail _long;

    public FetchLongTests() => _long = new LongMail(People);

    [PeerFact("dovecot")]
    public void A_mail_of_300_MB_is_fetched_in_64_MiB_of_memory_more_than_an_empty_one()
    {
        File.WriteAllText(Path.Combine(People["alice"], "config.toml"), "packet_limit = \"1 GiB\"\n");
        ConfigureLong(Server.PlainAccount("maildir = \"Mail\""));
        File.WriteAllText(People["nothing"], "");
        _long.Piped("alice", _long.Write("empty.eml", 0, asBase64: false), "empty.out", "encrypt");
        Server.Put(File.ReadAllBytes(People["empty.out"]));
        long least = _long.Piped("bob", People["nothing"], "told", "fetch");

        string mail = _long.Write("long.eml", 220_000_000, asBase64: true);
        _long.Piped("alice", mail, "long.out", "encrypt");
        Server.Put(People.Encrypted("alice", "bob", "before"));
        Server.PutFile(People["long.out"]);
        Server.Put(People.Encrypted("alice", "bob", "after"));
        Assert.InRange(_long.Piped("bob", People["nothing"], "told", "fetch"), 0, least + MostMemory);
        LongMail.AssertSame(mail, Longest(), statusLine: true);
        Assert.Equal(4, Delivered().Length);
    }

    [PeerFact("dovecot")]
    public void Many_mails_that_are_just_not_long_take_no_more_memory_either()
    {
        File.WriteAllText(People["nothing"], "");
        ConfigureLong(Server.PlainAccount("maildir = \"Mail\""));
        Server.Put(People.Encrypted("alice", "bob", "short"));
        long least = _long.Piped("bob", People["nothing"], "told", "fetch");
        string mail = _long.Write("mail.eml", 2_900_000, asBase64: true);
        for (int i = 0; i < 16; i++)
            Server.Put(People.Inside("alice", File.ReadAllBytes(mail), "encrypt").Ok().Output);
        Assert.InRange(_long.Piped("bob", People["nothing"], "told", "fetch"), 0, least + MostMemory);
        Assert.Equal(17, Delivered().Length);
        foreach (string file in Delivered().Where(file => new FileInfo(file).Length > 1_000_000))
            LongMail.AssertSame(mail, file, statusLine: true);
    }

    [PeerFact("dovecot")]
    public void A_long_mail_that_nobody_takes_waits_sealed_and_is_given_once()
    {
        string mail = _long.Write("long.eml", 20_000_000, asBase64: false);
        Server.Put(People.Run("alice", File.ReadAllBytes(mail), "encrypt").Ok().Output);
        ConfigureLong(Server.PlainAccount());
        Fetch("--command", "exit 3").Refused(75, lines: 2);
        string database = Path.Combine(People["bob"], "otrmail.db");
        Assert.InRange(new FileInfo(database).Length, 20_000_000, long.MaxValue);
        Assert.Equal(-1, File.ReadAllBytes(database).AsSpan().IndexOf(Encoding.ASCII.GetBytes(LongMail.Marker)));
        // neither the server nor the keys are needed any more
        foreach (string file in Directory.GetFiles(Path.Combine(Server.Maildir(), "cur")))
            File.Delete(file);
        Fetch("--command", $"cat >> {People["got"]}").Ok();
        LongMail.AssertSame(mail, People["got"], statusLine: true);
        Fetch("--command", $"cat >> {People["got"]}").Ok();
        LongMail.AssertSame(mail, People["got"], statusLine: true);
    }

    [PeerFact("dovecot")]
    public void A_long_mail_that_cannot_be_read_is_delivered_as_it_came()
    {
        byte[] mail = People.Run("alice", File.ReadAllBytes(_long.Write("long.eml", 10_000_000, asBase64: true)), "encrypt").Ok().Output;
        mail[mail.Length / 2] = (byte)(mail[mail.Length / 2] == 'A' ? 'B' : 'A');
        Server.Put(mail);
        ConfigureLong(Server.PlainAccount("maildir = \"Mail\""));
        Fetch().Ok();
        byte[] delivered = File.ReadAllBytes(Longest());
        Assert.StartsWith("OTR-Mail-Status: unreadable; reason=", Encoding.ASCII.GetString(delivered.AsSpan(0, 60)));
        Assert.True(mail.AsSpan().SequenceEqual(Household.WithoutStatus(delivered)));
    }

    [PeerFact("dovecot")]
    public void A_connection_that_is_cut_within_a_long_mail_is_taken_up_again()
    {
        string mail = _long.Write("long.eml", 10_000_000, asBase64: true);
        Server.Put(People.Encrypted("alice", "bob", "before"));
        Server.Put(People.Run("alice", File.ReadAllBytes(mail), "encrypt").Ok().Output);
        Server.Put(People.Encrypted("alice", "bob", "after"));
        using var proxy = new CuttingProxy(Server.Port) { Limit = 9_000_000 };
        ConfigureLong(Dovecot.Account($"tls = \"none\"\nport = {proxy.Port}\nmaildir = \"Mail\""));
        Fetch().Refused(75);
        Assert.Single(Delivered());
        proxy.Limit = long.MaxValue;
        Fetch().Ok();
        Assert.Equal(3, Delivered().Length);
        LongMail.AssertSame(mail, Longest(), statusLine: true);
    }

    [PeerFact("dovecot")]
    public void A_fetch_that_is_killed_within_a_long_mail_is_taken_up_again_and_leaves_nothing_behind()
    {
        string mail = _long.Write("long.eml", 30_000_000, asBase64: true);
        Server.Put(People.Encrypted("alice", "bob", "before"));
        Server.Put(People.Run("alice", File.ReadAllBytes(mail), "encrypt").Ok().Output);
        Server.Put(People.Encrypted("alice", "bob", "after"));
        ConfigureLong(Server.PlainAccount("maildir = \"Mail\""));
        for (int after = 60; ; after += 70)
        {
            using Process fetching = Process.Start(OtrMailProgram.Start(People.Folder, "fetch", "--home", People["bob"]))!;
            if (fetching.WaitForExit(after))
            {
                Assert.Equal(0, fetching.ExitCode);
                break;
            }

            fetching.Kill();
            fetching.WaitForExit();
        }

        Assert.Equal(3, Delivered().Length);
        LongMail.AssertSame(mail, Longest(), statusLine: true);
        Assert.Empty(Directory.GetFiles(Path.Combine(People["bob"], "Mail", "tmp")));
        Assert.DoesNotContain(Directory.GetFiles(People.Folder, "*", SearchOption.AllDirectories), file => file.EndsWith(".spool", StringComparison.Ordinal));
    }

    /// <summary>Some servers guess a mail's size, and some give less than they were asked for.</summary>
    [Theory]
    [InlineData(-5_000_000, 0)]
    [InlineData(3_000_000, 0)]
    [InlineData(0, 1_000_000)]
    [InlineData(-7_000_000, 700_001)]
    [InlineData(-14_000_000, 0)]
    [InlineData(0, int.MaxValue)]
    public void A_server_that_is_wrong_about_the_size_gives_the_whole_mail(int wrongBy, int piece)
    {
        using var server = new ScriptedImap();
        string mail = _long.Write("long.eml", 10_500_000, asBase64: true);
        byte[] bytes = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(People.Run("alice", File.ReadAllBytes(mail), "encrypt").Ok().Output).ReplaceLineEndings("\r\n"));
        server.Mails.Add(1, bytes);
        if (piece > 0)
            server.MostOfAPiece = piece;
        server.Answer = command => command.Contains("BODYSTRUCTURE", StringComparison.Ordinal)
            ? server.Summary(1).Replace($"RFC822.SIZE {bytes.Length}", $"RFC822.SIZE {Math.Max(0, bytes.Length + wrongBy)}", StringComparison.Ordinal) + "TAG OK done\r\n" : null;
        ConfigureLong(server.Account("maildir = \"Mail\""));
        Fetch().Ok();
        LongMail.AssertSame(mail, Longest(), statusLine: true);
        Assert.Single(Delivered());
    }

    private void ConfigureLong(string account) => Configure("packet_limit = \"1 GiB\"\n" + account);

    private string Longest() => Delivered().MaxBy(file => new FileInfo(file).Length)!;
}
