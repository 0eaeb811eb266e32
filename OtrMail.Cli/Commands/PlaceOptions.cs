using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Cli.Transport;

namespace OtrMail.Cli.Commands;

/// <summary>The options of commands whose mails go to a file, into a directory or, where a way to send is set up, on their way.</summary>
internal sealed class PlaceOptions
{
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "OUT", Description = "Write to OUT instead of stdout" };
    private readonly Option<string?> _directory;

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="directory">What <c>--output-dir</c> is for.</param>
    public PlaceOptions(Command command, string directory)
    {
        _directory = new Option<string?>("--output-dir") { HelpName = "DIR", Description = directory };
        command.Add(_output);
        command.Add(_directory);
    }

    /// <summary>The place that was given, or stdout.</summary>
    /// <exception cref="CommandException">It is certain to fail.</exception>
    public MailsOutput Open(Invocation run)
    {
        var place = new MailsOutput(run, run.Get(_output), run.Get(_directory));
        place.Check();
        return place;
    }

    /// <summary>Whether the mails are sent: there is a way, and no place was given.</summary>
    public bool Sends(Invocation run, Relays relays) => relays.IsSetUp && run.Get(_output) is null && run.Get(_directory) is null;
}
