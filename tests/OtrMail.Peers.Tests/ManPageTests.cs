using System.Diagnostics;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests;

/// <summary>The manual in the programs that show it.</summary>
public sealed class ManPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ManPageTests() => OtrMailProgram.Run(OtrMailProgram.Start(_folder.Path, "man", "--output-dir", "man")).Ok();

    private string[] Pages => Directory.GetFiles(_folder["man"], "otrmail*", SearchOption.AllDirectories);

    public void Dispose() => _folder.Dispose();

    [PeerFact("mandoc")]
    public void Mandoc_finds_nothing_to_warn_of()
    {
        Assert.True(Pages.Length > 15);
        RunResult lint = Run("mandoc", ["-T", "lint", "-W", "warning", .. Pages]);
        // pages of a program carry its version; a date would change with every build
        Assert.All(lint.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains("missing date", line));
    }

    [PeerFact("man", "groff")]
    public void Man_shows_every_page_without_a_warning()
    {
        foreach (string page in Pages)
        {
            RunResult shown = Run("man", ["--warnings=all", "-l", page]);
            Assert.Equal((page, ""), (page, shown.Error));
            Assert.Contains("SEE ALSO", shown.Text);
        }

        string filter = Run("man", ["-l", _folder["man/man1/otrmail-filter.1"]]).Text;
        Assert.Contains("otrmail filter out [--opportunistic] [--plain ADDRESS]… [--to ADDRESS]", filter);
    }

    [PeerFact("lexgrog")]
    public void Apropos_reads_what_every_page_is_about() =>
        Assert.All(Pages, page => Assert.Contains("otrmail", Run("lexgrog", [page]).Ok().Text));

    private static RunResult Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(PeerFactAttribute.Find(program)!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["MANWIDTH"] = "100";
        start.Environment["MAN_KEEP_FORMATTING"] = "";
        return OtrMailProgram.Run(start);
    }
}
