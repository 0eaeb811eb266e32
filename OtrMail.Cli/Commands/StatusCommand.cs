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

    private const int MostDue = 5;

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
            IEnumerable<Contact> contacts = address is null ? transaction.Contacts.Each() : [Contacts.Of(transaction, address)];
            status = StatusForm.Of(transaction, contacts, home.WasSetBack, home.Postbox.Options.Life);
        }

        if (run.Get(_json))
            OutputFile.Write(run.Context, null, output => StatusJson.Write(output, status));
        else
            run.WritePainted(Describe(status, Palette.OfOutput(run.Context)));
        return ExitCode.Ok;
    }

    private static string Describe(StatusForm status, Palette palette)
    {
        var text = new StringBuilder();
        text.Append(palette.Strong(Printable.Of(string.Join(", ", status.Own.Addresses)))).Append(" (you)\n");
        Line(text, "fingerprint", new Fingerprint(Convert.FromHexString(status.Own.Fingerprint)).ToString());
        Line(text, "signing key", $"signs until {Contacts.DateOf(status.Own.SigningKey.UsedUntil)}");
        Line(text, "prekey", $"used by others until {Contacts.DateOf(status.Own.Prekey.UsedUntil)}");
        foreach (OwnSigningKeyForm key in status.SigningKeys.Where(key => key.Fingerprint != status.Own.SigningKey.Fingerprint))
            Line(text, "former key", $"signing key {key.Fingerprint[..16]}…, made {Contacts.DateOf(key.Created)}, {(key.HasSigned ? "to be published" : "to be erased")}");
        foreach (OwnPublishedKeyForm key in status.PublishedKeys)
            Line(text, "published", $"signing key {key.Fingerprint[..16]}…, from {Contacts.DateOf(key.From)} until {Contacts.DateOf(key.Until)}");
        foreach (OwnPrekeyForm key in status.Prekeys)
            Line(text, "holds prekey", $"{key.Id:x8}, made {Contacts.DateOf(key.Created)}, held until {Contacts.DateOf(key.HeldUntil)}{(key.Quarantined ? ", not authenticated" : "")}");
        foreach (DueForm due in status.Due.Take(MostDue))
            Line(text, "next", $"{Contacts.DateOf(due.At)}: {due.What}{(due.Address is null ? "" : $" ({Printable.Of(due.Address)})")}");
        foreach (ContactForm contact in status.Contacts)
            Describe(text.Append('\n'), contact, palette);
        return text.ToString();
    }

    private static void Describe(StringBuilder text, ContactForm contact, Palette palette)
    {
        string name = contact.Addresses.Count == 0 ? "(no address)" : string.Join(", ", contact.Addresses);
        text.Append(palette.Strong(Printable.Of(name))).Append(" (").Append(palette.Trust(contact.Trust ?? "")).Append(")\n");
        Line(text, "fingerprint", new Fingerprint(Convert.FromHexString(contact.Fingerprint)).ToString());
        Line(text, "next mail", contact.NextMail ?? palette.Doubtful("none: the key is too old to be used"));
        Line(text, "last mail", $"sent {Contacts.DateOf(contact.OwnStamp)}, received {Contacts.DateOf(contact.PeerStamp)}");
        Line(text, "waiting", $"{contact.PendingReveals} MAC keys to be revealed, {contact.AwaitedReceipts} receipts awaited");
        if (contact.CachedMails > 0)
            Line(text, "kept", $"{contact.CachedMails} sealed copies of mails without receipt");
        if (contact.AskedFor > 0)
            Line(text, "asked for", $"{contact.AskedFor} of your mails: otrmail resend");
        if (contact.AckDue > 0)
            Line(text, "answer", $"an acknowledgement is due {Contacts.DateOf(contact.AckDue)}");
        foreach (SessionForm session in contact.Sessions)
        {
            Line(text, "session", $"{session.Id} {session.State}, own key {session.CurrentKeyId}, peer's {session.PeerKeyId}, "
                + $"{session.HeldKeys.Count} private keys held ({session.HeldKeys.Count(key => key.SupersededAt is not null)} on their way out)"
                + (session.Quarantined ? palette.Doubtful(", not authenticated") : ""));
            foreach (HeldKeyForm key in session.HeldKeys)
            {
                Line(text, "", $"key {key.Id}, announced {Contacts.DateOf(key.AnnouncedAt)}"
                    + (key.SupersededAt is { } at ? $", superseded {Contacts.DateOf(at)}" : ""));
            }
        }
    }

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append("  ").Append(name.PadRight(12)).Append(value).Append('\n');
}
