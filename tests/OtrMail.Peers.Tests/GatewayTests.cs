using System.Diagnostics;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>Programs that stand in mail's way and write it anew.</summary>
public sealed class GatewayTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [PeerFact("reformime")]
    public void A_mail_that_reformime_wrote_anew_is_read()
    {
        byte[] original = Household.Mail("alice", "bob", "through the gateway");
        byte[] sent = _people.Inside("alice", original, "encrypt").Ok().Output;
        foreach (string how in new[] { "-r7", "-r8" })
        {
            byte[] rewritten = Through("reformime", [how], sent);
            Assert.NotEqual(sent, rewritten);
            Assert.Equal(original, Household.WithoutStatus(_people.Inside("bob", rewritten, "filter", "in").Ok().Output));
        }
    }

    [PeerFact("altermime")]
    public void A_mail_through_altermime_with_its_disclaimer_is_read_and_the_disclaimer_is_not()
    {
        byte[] original = Household.Mail("alice", "bob", "through the gateway");
        byte[] sent = _people.Inside("alice", original, "encrypt").Ok().Output;
        string text = System.Text.Encoding.ASCII.GetString(sent);
        int entity = text.IndexOf("Content-Type: multipart/encrypted", StringComparison.Ordinal);
        string mixed = text[..entity] + "Content-Type: multipart/mixed; boundary=list\n\n--list\nContent-Type: text/plain\n\na list's words\n--list\n" + text[entity..] + "\n--list--\n";
        File.WriteAllText(_people["mail.eml"], mixed);
        File.WriteAllText(_people["disclaimer"], "DISCLAIMER\n");
        Through("altermime", ["--input=" + _people["mail.eml"], "--disclaimer=" + _people["disclaimer"], "--disclaimer-html=" + _people["disclaimer"], "--xheader=X-Gateway: was here"], []);
        byte[] altered = File.ReadAllBytes(_people["mail.eml"]);
        Assert.Contains("DISCLAIMER", System.Text.Encoding.ASCII.GetString(altered));
        Assert.Equal(original, Household.WithoutStatus(_people.Inside("bob", altered, "filter", "in").Ok().Output));
    }

    private byte[] Through(string program, string[] arguments, byte[] mail)
    {
        var start = new ProcessStartInfo(Programs.Find(program)!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _people.Folder,
        };
        return OtrMailProgram.Run(start, mail).Ok().Output;
    }
}
