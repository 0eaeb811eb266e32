using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail key forget</c>: a contact, with all keys shared with him.</summary>
internal sealed class KeyForgetCommand : CliCommand
{
    private readonly Argument<string> _address = new("ADDRESS") { Description = "Whom to forget" };

    public KeyForgetCommand()
        : base("forget", "Forget a contact and all keys shared with him", "otrmail key forget bob@example.net") => Add(_address);

    public override ExitCode Run(Invocation run)
    {
        Address address = run.GetAddress(_address);
        using Home home = run.OpenHome();
        Contact contact;
        using (PostboxTransaction transaction = home.Begin())
        {
            contact = Contacts.Of(transaction, address);
            transaction.Delete(contact);
            transaction.Commit();
        }

        run.Report.Note($"forgot {Contacts.NameOf(contact.Pinned)} ({contact.Fingerprint.Hex}); mail on its way from there cannot be read any more");
        return ExitCode.Ok;
    }
}
