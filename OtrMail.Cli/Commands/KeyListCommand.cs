using System.CommandLine;
using System.Text;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail key list</c>: the own identity and the contacts.</summary>
internal sealed class KeyListCommand : CliCommand
{
    private readonly Option<bool> _json = new("--json") { Description = "As JSON" };

    public KeyListCommand()
        : base("list", "List your identity and your contacts", "otrmail key list") => Add(_json);

    public override ExitCode Run(Invocation run)
    {
        using Home home = run.OpenHome();
        IReadOnlyList<KeyForm> keys;
        using (PostboxTransaction transaction = home.Begin())
        {
            keys =
            [
                KeyForm.OfOwn(transaction.Own.Bundle),
                .. transaction.Contacts.All().Select(contact => KeyForm.Of(contact, transaction.Own.Fingerprint)),
            ];
        }

        if (run.Get(_json))
        {
            run.WriteJson(keys, FormContext.Default.IReadOnlyListKeyForm);
            return ExitCode.Ok;
        }

        var palette = Palette.OfOutput(run.Context);
        var text = new StringBuilder();
        foreach (KeyForm key in keys)
        {
            string name = key.Addresses.Count == 0 ? "(no address)" : string.Join(", ", key.Addresses);
            text.Append(key.Fingerprint).Append("  ").Append(palette.Trust((key.Trust ?? "own").PadRight(8))).Append("  ").Append(key.Own ? palette.Strong(Printable.Of(name)) : Printable.Of(name)).Append('\n');
        }

        run.WritePainted(text.ToString());
        return ExitCode.Ok;
    }
}
