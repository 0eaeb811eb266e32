using System.Diagnostics;
using OtrMail.Cli.Documentation;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;
using OtrMail.Peers.Tests.Terminals;

namespace OtrMail.Peers.Tests;

/// <summary>The completion scripts in the shells that load them.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CompletionTests()
    {
        Directory.CreateDirectory(_folder["data"]);
        Directory.CreateDirectory(_folder["mails"]);
        File.WriteAllText(_folder["data/config.toml"], "[imap.home]\nhost = \"a\"\n[imap.\"at work\"]\nhost = \"b\"\n[smtp.out]\nhost = \"c\"\n");
        File.WriteAllText(_folder["mails/a letter.eml"], "");
        foreach (string shell in new[] { "bash", "zsh", "fish" })
            File.WriteAllText(_folder["otrmail." + shell], OtrMailProgram.Run(OtrMailProgram.Start(_folder.Path, "completion", shell)).Ok().Text);
    }

    /// <summary>What is typed (the last word may be empty), and what is offered.</summary>
    public static TheoryData<string, string> Offers => new()
    {
        { "otrmail ke", "key" },
        { "otrmail key acc", "accept" },
        { "otrmail --home data -q key show --j", "--json" },
        { "otrmail filter ", "in out" },
        { "otrmail completion ", "bash fish zsh" },
        { "otrmail forge alter --with-bundle ", "no yes" },
        { "otrmail encrypt mails/", "mails/a letter.eml" },
        { "otrmail encrypt -o mails/", "mails/a letter.eml" },
        { "otrmail decrypt --output-dir mai", "mails" },
        { "otrmail --home data fetch --account ", "at work home" },
        { "otrmail fetch --home=data --account h", "home" },
        { "otrmail status ", "" },
        { "otrmail key list --he", "--help" },
        { "otrmail key list -- --he", "" },
    };

    [Theory]
    [MemberData(nameof(Offers))]
    public void Bash_offers(string typed, string offered)
    {
        const string Script = """
            source ./otrmail.bash
            # as readline takes a line apart, at spaces and at =
            read -ra COMP_WORDS <<< "${1//=/ = }"
            [[ $1 == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _otrmail
            printf '%s\n' "${COMPREPLY[@]}" | sort
            """;
        Assert.Equal(offered, Offered(["bash", "-c", Script, "bash", typed]));
    }

    [PeerFact("fish")]
    public void Fish_offers()
    {
        foreach (object[] offer in (IEnumerable<object[]>)Offers)
        {
            // fish marks directories
            string offered = Offered(["fish", "--no-config", "-c", "source otrmail.fish; complete -C $argv[1] | string replace -r '\\t.*' '' | string trim -r -c / | sort", (string)offer[0]]);
            Assert.Equal((offer[0], offer[1]), (offer[0], offered));
        }
    }

    [PeerFact("zsh", "tmux")]
    public void Zsh_completes_words_typed_into_it()
    {
        using var zsh = new Tmux(_folder.Path, "zsh -f");
        zsh.Type("PS1='> '; autoload -U compinit; compinit -u -D; source ./otrmail.zsh; clear\n");
        zsh.WaitFor(screen => screen.Trim() == ">", "a prompt");
        foreach ((string typed, string completed) in new[]
        {
            ("otrmail ke", "> otrmail key"),
            ("otrmail key acc", "> otrmail key accept"),
            ("otrmail --home data -q key show --j", "> otrmail --home data -q key show --json"),
            ("otrmail forge alter --with-bundle y", "> otrmail forge alter --with-bundle yes"),
            ("otrmail encrypt mails/", "> otrmail encrypt mails/a\\ letter.eml"),
            ("otrmail decrypt --output-dir mai", "> otrmail decrypt --output-dir mails/"),
            ("otrmail --home data fetch --account a", "> otrmail --home data fetch --account at\\ work"),
            ("otrmail completion b", "> otrmail completion bash"),
        })
        {
            zsh.Type(typed);
            zsh.Press("Tab");
            zsh.WaitFor(screen => screen.TrimEnd() == completed, completed);
            zsh.Press("C-u");
            zsh.WaitFor(screen => screen.Trim() == ">", "an empty line");
        }

        zsh.Type("otrmail key ");
        zsh.Press("Tab");
        zsh.WaitFor("add-address  -- Add one more address to your identity");
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void Every_command_and_option_is_in_the_script_and_the_shell_takes_it(string shell)
    {
        string script = File.ReadAllText(_folder["otrmail." + shell]);
        CommandEntry[] all = [.. CommandEntry.OfProgram().All];
        Assert.True(all.Length > 20);
        Assert.All(all.SelectMany(command => command.Path.Skip(1)), word => Assert.Contains(word, script));
        Assert.All(all.SelectMany(command => command.Options).SelectMany(option => option.Names), name => Assert.Contains(name.TrimStart('-'), script));
        if (Programs.Find(shell) is not null)
            Shell([shell, "-n", _folder["otrmail." + shell]]).Ok();
    }

    public void Dispose() => _folder.Dispose();

    private string Offered(string[] command) => string.Join(' ', Shell(command).Ok().Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private RunResult Shell(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        OtrMailProgram.Surround(start, _folder.Path);
        return OtrMailProgram.Run(start);
    }
}
