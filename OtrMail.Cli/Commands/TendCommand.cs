using System.CommandLine;
using System.Text;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;
using OtrMail.Cli.Transport;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail tend</c>: housekeeping, for cron; and what is due for the user.</summary>
internal sealed class TendCommand : CliCommand
{
    /// <summary>One run tends a part, so that no transaction grows without bound; more than this is the next call's.</summary>
    private const int MostRuns = 100;

    private readonly Option<string?> _outbox = new("--outbox")
    {
        HelpName = "DIR",
        Description = "Write due acknowledgements into DIR, one .eml each (default: outbox in config.toml)",
    };

    private readonly Option<bool> _json = new("--json") { Description = "As JSON" };

    public TendCommand()
        : base("tend", "Do what is due: renew and forget keys, acknowledge; list what waits for you", "otrmail tend --outbox ~/outbox")
    {
        Add(_outbox);
        Add(_json);
    }

    public override ExitCode Run(Invocation run)
    {
        using var relays = new Relays(run.Settings, run.Context);
        bool sends = relays.IsSetUp && run.Get(_outbox) is null;
        string? outbox = sends ? null : run.Get(_outbox) ?? run.Settings.OutboxIn(run.HomeDirectory);
        OutputDirectory? directory = outbox is null ? null : new OutputDirectory(outbox, run.Context.Random);
        directory?.Check();
        using Home home = run.OpenHome();
        TendForm form = Tend(home);
        List<AckForm> acks = [];
        foreach (AckForm due in form.AcksDue)
            acks.Add(directory is null ? due : due with { File = Acknowledge(run, home, directory, due) });
        form = Send(run, home, relays, form with { AcksDue = acks }, sends);
        if (run.Get(_json))
            run.WriteJson(form, FormContext.Default.TendForm);
        else
            run.Write(Describe(form));
        return ExitCode.Ok;
    }

    /// <summary>Sends the queue, with the acknowledgements in it; what the user has to mend is told, and the rest is done all the same.</summary>
    private static TendForm Send(Invocation run, Home home, Relays relays, TendForm form, bool withAcks)
    {
        var pass = new QueuePass(run, home, relays);
        var sending = new Sending(run, home, relays, isTold: false);
        Dictionary<string, string> queued = [];
        try
        {
            foreach (AckForm due in withAcks ? form.AcksDue : [])
            {
                Address address = Address.Parse(due.Address);
                foreach (QueuedMail mail in sending.Queue(pass, "acknowledgement", address, transaction => NoticeMail.Acknowledge(transaction, address, run.Context.Random), out _))
                    queued[mail.Id] = due.Address;
            }
        }
        catch (CommandException e)
        {
            run.Report.Failure(e.Message, e.Hint);
        }

        QueueOutcome outcome = pass.Run();
        HashSet<string> sent = [.. outcome.Sent.Select(mail => mail.Id)];
        HashSet<string> acknowledged = [.. queued.Where(one => sent.Contains(one.Key)).Select(one => one.Value)];
        return form with
        {
            AcksDue = [.. form.AcksDue.Select(due => due with { Sent = acknowledged.Contains(due.Address) })],
            Sent = outcome.Sent.Count,
            Waiting = outcome.Waiting.Count(),
            Refused = [.. outcome.Refused.Select(mail => new RefusedForm(mail.Id, mail.Recipient.ToString(), mail.Reason))],
        };
    }

    private static TendForm Tend(Home home)
    {
        for (int i = 0; ; i++)
        {
            using PostboxTransaction transaction = home.Begin();
            if (!transaction.WasTended || i == MostRuns)
                return TendForm.Of(transaction);
        }
    }

    /// <summary>One acknowledgement, in a transaction of its own; its file's name, or null when there is none.</summary>
    private static string? Acknowledge(Invocation run, Home home, OutputDirectory directory, AckForm due)
    {
        SealOutcome outcome;
        Address address = Address.Parse(due.Address);
        using (PostboxTransaction transaction = home.Begin())
        {
            outcome = NoticeMail.Acknowledge(transaction, address, run.Context.Random);
            if (outcome.IsSealed)
                transaction.Commit();
        }

        if (!outcome.IsSealed)
        {
            (string what, string hint) = Explanations.Writing(outcome.Refusals[0].Refusal.Fault);
            run.Report.Warning($"{address}: no acknowledgement: {what}; {hint}");
            return null;
        }

        Span<byte> unique = stackalloc byte[8];
        run.Context.Random.Fill(unique);
        string name = $"ack-{Convert.ToHexStringLower(unique)}.eml";
        directory.Write([(name, outcome.Mails[0].Mail)]);
        return name;
    }

    private static string Describe(TendForm form)
    {
        var text = new StringBuilder();
        foreach (AckForm ack in form.AcksDue)
        {
            text.Append(Printable.Of(ack.Address)).Append(": ").Append(ack switch
            {
                { Sent: true } => "acknowledged\n",
                { File: { } file } => $"acknowledgement written to {Printable.Of(file)}\n",
                _ => $"an acknowledgement is due since {Contacts.DateOf(ack.Due)}: it waits for a way to send it; write to him, or give --outbox\n",
            });
        }

        if (form.Sent > 0)
            text.Append($"{form.Sent} {(form.Sent == 1 ? "mail" : "mails")} handed on\n");
        if (form.Waiting > 0)
            text.Append($"{form.Waiting} {(form.Waiting == 1 ? "mail waits" : "mails wait")} to be handed on: otrmail queue list\n");
        foreach (RefusedForm one in form.Refused)
            text.Append(Printable.Of(one.Recipient)).Append($": a mail was refused: {Printable.Of(one.Reason)}: send it again, or otrmail queue drop {one.Id}\n");

        foreach (CountForm one in form.AskedFor)
            text.Append(Printable.Of(one.Address)).Append($": asks for {one.Count} of your mails again: otrmail resend {Printable.Of(one.Address)}\n");
        foreach (CountForm one in form.Unread)
            text.Append(Printable.Of(one.Address)).Append($": {one.Count} of his mails could not be read: otrmail nak {Printable.Of(one.Address)}\n");
        foreach (StrangerForm one in form.Strangers)
            text.Append(Printable.Of(string.Join(", ", one.Addresses))).Append($": wrote first, on {Contacts.DateOf(one.FirstSeen)}; answer, verify or forget him\n");
        foreach (ExpiryForm one in form.Expiring)
            text.Append(Printable.Of(one.Address)).Append($": his key can be used until {Contacts.DateOf(one.UsedUntil)} only: ask for a new one\n");
        return text.ToString();
    }
}
