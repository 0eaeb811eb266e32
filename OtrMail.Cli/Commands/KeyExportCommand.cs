using System.CommandLine;
using System.Text;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Wire;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail key export</c>: the own key bundle for others.</summary>
internal sealed class KeyExportCommand : CliCommand
{
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "FILE", Description = "Write to FILE instead of stdout" };
    private readonly Option<bool> _header = new("--header") { Description = "As a mail header instead of ASCII armour" };

    public KeyExportCommand()
        : base("export", "Write your key bundle, to be given to others", "otrmail key export -o alice.asc")
    {
        Add(_output);
        Add(_header);
    }

    public override ExitCode Run(Invocation run)
    {
        string? output = run.Get(_output);
        OutputFile.Check(output);
        using Home home = run.OpenHome();
        KeyBundle bundle;
        using (PostboxTransaction transaction = home.Begin())
            bundle = transaction.Own.Bundle;
        string text = run.Get(_header)
            ? KeyHeader.Write(Convert.ToBase64String(bundle.Bytes.Span), crlf: false)
            : Armour.Write(Armour.KeyBundle, bundle.Bytes.Span);
        OutputFile.Write(run.Context, output, Encoding.ASCII.GetBytes(text));
        return ExitCode.Ok;
    }
}
