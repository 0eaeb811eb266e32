using System.CommandLine;
using System.Text;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail status</c>: who is at which stage.</summary>
internal sealed class StatusCommand : CliCommand
{
    private readonly Argument<string?> _address = new("ADDRESS")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "This contact only",
    };

    private readonly Option<bool> _json = new("--json") { Description = "As JSON" };

    public StatusCommand()
        : base("status", "Show where each correspondence stands", "otrmail status bob@example.net")
    {
        Add(_address);
        Add(_json);
    }

    public override ExitCode Run(Invocation run)
    {
        Address? address = run.Get(_address) is { } typed ? Invocation.AddressOf(typed) : null;
        using Home home = run.OpenHome();
        StatusForm status;
        using (PostboxTransaction transaction = home.Begin())
        {
            IReadOnlyList<Contact> contacts = address is null ? transaction.Contacts.All() : [Contacts.Of(transaction, address)];
            status = new StatusForm(
                KeyForm.OfOwn(transaction.Own.Bundle),
                transaction.WasSetBack,
                [.. contacts.Select(contact => ContactForm.Of(contact, transaction.Status(contact), transaction.Now))]);
        }

        if (run.Get(_json))
            run.WriteJson(status, FormContext.Default.StatusForm);
        else
            run.Write(Describe(status));
        return ExitCode.Ok;
    }

    private static string Describe(StatusForm status)
    {
        var text = new StringBuilder();
        text.Append(Printable.Of(string.Join(", ", status.Own.Addresses))).Append(" (you)\n");
        Line(text, "fingerprint", new Fingerprint(Convert.FromHexString(status.Own.Fingerprint)).ToString());
        Line(text, "signing key", $"signs until {Contacts.DateOf(status.Own.SigningKey.UsedUntil)}");
        Line(text, "prekey", $"used by others until {Contacts.DateOf(status.Own.Prekey.UsedUntil)}");
        foreach (ContactForm contact in status.Contacts)
            Describe(text.Append('\n'), contact);
        return text.ToString();
    }

    private static void Describe(StringBuilder text, ContactForm contact)
    {
        string name = contact.Addresses.Count == 0 ? "(no address)" : string.Join(", ", contact.Addresses);
        text.Append(Printable.Of(name)).Append(" (").Append(contact.Trust).Append(")\n");
        Line(text, "fingerprint", new Fingerprint(Convert.FromHexString(contact.Fingerprint)).ToString());
        Line(text, "next mail", contact.NextMail ?? "none: the key is too old to be used");
        Line(text, "last mail", $"sent {Contacts.DateOf(contact.OwnStamp)}, received {Contacts.DateOf(contact.PeerStamp)}");
        Line(text, "waiting", $"{contact.PendingReveals} MAC keys to be revealed, {contact.AwaitedReceipts} receipts awaited");
        foreach (SessionForm session in contact.Sessions)
        {
            Line(text, "session", $"{session.Id} {session.State}, own key {session.CurrentKeyId}, peer's {session.PeerKeyId}, "
                + $"{session.HeldKeys.Count} private keys held ({session.HeldKeys.Count(key => key.SupersededAt is not null)} on their way out)");
        }
    }

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append("  ").Append(name.PadRight(12)).Append(value).Append('\n');
}
