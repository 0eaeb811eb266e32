using System.CommandLine;
using System.Text;
using OtrMail.Cli.Documentation;
using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail man</c>: the manual pages, for whoever installs or packages the program.</summary>
internal sealed class ManCommand : CliCommand
{
    private readonly Argument<string?> _page = new("PAGE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "A command, or config: print its page (default: otrmail itself)",
    };

    private readonly Option<string?> _directory = new("--output-dir") { HelpName = "DIR", Description = "Write all pages into DIR/man1 and DIR/man5" };

    public ManCommand()
        : base("man", "Print a manual page, or write all of them", "otrmail man filter | man -l -")
    {
        Hidden = true;
        Add(_page);
        Add(_directory);
    }

    public override ExitCode Run(Invocation run)
    {
        IReadOnlyDictionary<string, string> pages = ManPages.Make(CommandEntry.OfProgram(), Reference.OfProgram(), CommandLine.VersionText());
        string? directory = run.Get(_directory);
        string? page = run.Get(_page);
        if (directory is not null && page is not null)
            throw new CommandException(ExitCode.Usage, "--output-dir takes all pages", "leave PAGE out");
        if (directory is null)
        {
            string name = page is null ? "otrmail" : "otrmail-" + page;
            run.Write(pages.FirstOrDefault(one => Path.GetFileNameWithoutExtension(one.Key) == name).Value
                ?? throw new CommandException(ExitCode.Usage, $"there is no page '{name}'", "give a command, or config"));
            return ExitCode.Ok;
        }

        foreach ((string name, string text) in pages)
        {
            string folder = Path.Combine(directory, "man" + name[^1]);
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, name), Encoding.ASCII.GetBytes(text)); // for everybody to read, unlike mails
        }

        run.Report.Note($"{pages.Count} pages are in {directory}");
        return ExitCode.Ok;
    }
}
