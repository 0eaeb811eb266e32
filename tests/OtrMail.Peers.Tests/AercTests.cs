using System.Text;
using OtrMail.Peers.Tests.Terminals;

namespace OtrMail.Peers.Tests;

/// <summary>aerc with the files of samples/config/aerc, driven in a terminal.</summary>
public sealed class AercTests : IDisposable
{
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [PeerFact("aerc", "tmux", "less")]
    public void Aerc_shows_a_mail_through_its_filter_and_again_through_the_key()
    {
        _desk.Put("aerc/aerc.conf", ".config/aerc/aerc.conf", "[general]\nunsafe-accounts-conf=true\n");
        _desk.Put("aerc/accounts.conf", ".config/aerc/accounts.conf");
        _desk.Put("aerc/binds.conf", ".config/aerc/binds.conf", "<C-q> = :quit<Enter>\n[messages]\n<Enter> = :view<Enter>\n[view]\nq = :close<Enter>\n");
        _desk.Put("aerc/otrmail-part", ".config/aerc/filters/otrmail-part");
        _desk.Deliver(_desk.People.Encrypted("alice", "bob", "by the pond"), "Mail/INBOX");
        using var aerc = new Tmux(_desk.Home, "aerc");
        aerc.WaitFor("[...]");
        aerc.Press("Enter");
        string shown = aerc.WaitFor("OTR-Mail-Status: authentic; from=alice@example.org");
        Assert.Contains("by the pond", shown);
        Assert.DoesNotContain("archived", shown);
        aerc.Press("q");
        aerc.WaitFor(screen => !screen.Contains("by the pond", StringComparison.Ordinal), "the list");
        aerc.Press("O");
        // this aerc may draw what a key did only when the next one is pressed; in the tab that it opens, any key closes it again
        for (int i = 0; i < 50 && !aerc.Screen.Contains("by the pond", StringComparison.Ordinal); i++)
        {
            Thread.Sleep(100);
            if (i == 49)
                aerc.Press("C-l");
        }

        Assert.Contains("archived", aerc.WaitFor("by the pond"));
    }

    [PeerFact("aerc", "tmux")]
    public void Aerc_composes_and_sends()
    {
        _desk.CatchSentMail();
        File.WriteAllText(_desk["body"], "Hello Alice,\n.\nFrom here on: ümlaut, a trailing blank \nand a long line " + new string('x', 300) + "\n");
        _desk.Put("aerc/aerc.conf", ".config/aerc/aerc.conf", $"[general]\nunsafe-accounts-conf=true\n[compose]\neditor=cp {_desk["body"]}\n");
        _desk.Put("aerc/accounts.conf", ".config/aerc/accounts.conf");
        _desk.Put("aerc/binds.conf", ".config/aerc/binds.conf", "[compose::review]\ny = :send<Enter>\n[messages]\nC = :compose -H 'To: alice@example.org' -H 'Cc: carol@example.org' -H 'Subject: weekend'<Enter>\n");
        _desk.Deliver(_desk.People.Encrypted("alice", "bob", "by the pond"), "Mail/INBOX");
        foreach (string part in new[] { "tmp", "new", "cur" })
            Directory.CreateDirectory(Path.Combine(_desk["Mail/Sent"], part));
        using var aerc = new Tmux(_desk.Home, "aerc");
        aerc.WaitFor("[...]");
        aerc.Press("C");
        aerc.WaitFor("Send this email");
        aerc.Press("y");
        for (int i = 0; i < 300 && (_desk.SaidMail().Length < 1 || _desk.Mails("Mail/Sent").Length < 1); i++)
            Thread.Sleep(100);
        Assert.True(_desk.SentMail().Length == 2, aerc.Screen);
        string copy = Assert.Single(_desk.Mails("Mail/Sent"));
        Assert.Contains("mlaut", copy);
        _desk.AssertAllCameBack(2, Encoding.UTF8.GetBytes(copy));
        Assert.All(_desk.SentMail(), mail => Assert.DoesNotContain("mlaut", mail));
    }
}
