using System.Text;
using OtrMail.Peers.Tests.Terminals;

namespace OtrMail.Peers.Tests;

/// <summary>The program at a real terminal.</summary>
public sealed class TerminalTests : IDisposable
{
    private const char Escape = '\e';

    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [PeerFact("tmux", "bash")]
    public void Failures_are_red_and_trust_is_coloured_on_a_terminal_only()
    {
        _desk.People.Inside("bob", null, "key", "verify", "alice@example.org", Fingerprint("alice")).Ok();
        using var shell = new Tmux(_desk.Home, "env PS1='> ' bash --norc");
        shell.Type("otrmail status nobody@example.net\n");
        shell.WaitFor("otrmail: nobody@example.net");
        Assert.Contains($"{Escape}[31mnobody@example.net", shell.ColouredScreen);

        shell.Type("clear; otrmail key list\n");
        shell.WaitFor("carol@example.org");
        Assert.Contains($"{Escape}[32mverified", shell.ColouredScreen);
        Assert.Contains($"{Escape}[1mbob@example.org", shell.ColouredScreen);

        shell.Type("clear\n");
        shell.WaitFor(screen => screen.Trim() == ">", "nothing");
        shell.Type("NO_COLOR=1 otrmail status nobody@example.net; otrmail key list | cat\n");
        shell.WaitFor(screen => screen.Contains("carol@example.org", StringComparison.Ordinal) && screen.Contains("nobody", StringComparison.Ordinal), "both");
        Assert.DoesNotContain($"{Escape}[31m", shell.ColouredScreen);
        Assert.DoesNotContain($"{Escape}[32m", shell.ColouredScreen);
        Assert.DoesNotContain($"{Escape}[1m", shell.ColouredScreen);
    }

    [PeerFact("tmux", "bash")]
    public void Init_asks_for_a_passphrase_twice_without_echo_and_ends_with_the_next_step()
    {
        using var shell = new Tmux(_desk.Home, "env PS1='> ' bash --norc");
        shell.Type("otrmail init dora@example.org --home dora\n");
        shell.WaitFor("New passphrase:");
        shell.Type("open sesame\n");
        shell.WaitFor("The same again:");
        shell.Type("open sesame\n");
        string screen = shell.WaitFor("next: ");
        Assert.DoesNotContain("sesame", screen);
        Assert.Contains("otrmail key export", screen);
    }

    private string Fingerprint(string person)
    {
        string list = Encoding.UTF8.GetString(_desk.People.Inside(person, null, "key", "list").Ok().Output);
        return list[..64];
    }
}
