using System.Security.Cryptography;
using OtrMail.Cli.Terminal;
using OtrMail.Cli.Transport;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;

namespace OtrMail.Cli.Commands;

/// <summary>
/// Sends mail: ask for every recipient, make all mails and put them in the queue in one transaction, hand on. Until that
/// transaction nothing has changed; after it nothing is lost.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="home">The store.</param>
/// <param name="relays">The ways to send.</param>
/// <param name="isTold">Success is told, too: a person is looking on.</param>
internal sealed class Sending(Invocation run, Home home, Relays relays, bool isTold)
{
    /// <summary>Sends a mail to all its recipients.</summary>
    public ExitCode Send(SendOrder order)
    {
        SendPlan plan;
        using (PostboxTransaction transaction = home.Begin())
            plan = SendPlan.Of(transaction, order);
        if (plan.Refusals.Count > 0)
            return MailRefusals.Tell(run.Report, order.Name, plan.Refusals);
        foreach (Address recipient in plan.HandedOn)
            run.Report.Note($"{order.Name}: {recipient} got it before (a mail with this Message-ID)");
        if (plan.Open.Count == 0)
            return ExitCode.Ok;
        var pass = new QueuePass(run, home, relays);
        ExitCode asked = Ask(pass, order, plan.Open);
        if (asked != ExitCode.Ok)
            return asked;
        using SentCopy? copy = plan.HandedOn.Count == 0 && plan.Made.Count == 0 ? SentCopy.Stage(run, order.Mail) : null;
        IReadOnlyList<AddressRefusal> refusals = Make(order, copy, out IReadOnlyList<QueuedMail> queued, out plan);
        if (plan.Refusals.Count > 0)
            return MailRefusals.Tell(run.Report, order.Name, plan.Refusals);
        if (refusals.Count > 0)
            return MailRefusals.Tell(run.Report, order.Name, refusals);
        return Tell(order.Name, queued, pass.Run());
    }

    /// <summary>Sends mails of the program's own making, and those that are sent again.</summary>
    /// <param name="name">How they are called in reports.</param>
    /// <param name="recipient">Who is to get them.</param>
    /// <param name="make">Makes them.</param>
    public ExitCode Send(string name, Address recipient, Func<PostboxTransaction, SealOutcome> make)
    {
        var pass = new QueuePass(run, home, relays);
        IReadOnlyList<QueuedMail> queued = Queue(pass, name, recipient, make, out ExitCode code);
        return queued.Count == 0 ? code : Tell(name, queued, pass.Run());
    }

    /// <summary>Makes such mails in the very transaction that queues them; the pass hands them on.</summary>
    /// <param name="pass">The pass to come.</param>
    /// <param name="name">How they are called in reports.</param>
    /// <param name="recipient">Who is to get them.</param>
    /// <param name="make">Makes them.</param>
    /// <param name="code">Why there are none.</param>
    public IReadOnlyList<QueuedMail> Queue(
        QueuePass pass, string name, Address recipient, Func<PostboxTransaction, SealOutcome> make, out ExitCode code)
    {
        Address from;
        using (PostboxTransaction transaction = home.Begin())
            from = transaction.Own.Addresses[0];
        string account = relays.Choose(from, null, isServer: false);
        string sender = from.ToQuotedString();
        code = Ask(pass, account, sender, [recipient], 0, name);
        if (code != ExitCode.Ok)
            return [];
        using PostboxTransaction making = home.Begin();
        SealOutcome outcome = make(making);
        if (!outcome.IsSealed)
        {
            code = MailRefusals.Tell(run.Report, name, outcome.Refusals);
            return [];
        }

        OutgoingQueue queue = making.Queue;
        QueuedMail[] queued = [.. outcome.Mails.Select(mail => queue.Put(
            Convert.ToHexStringLower(SHA256.HashData(mail.Mail)), mail.Recipient, sender, account, mail.Mail))];
        making.Commit();
        return queued;
    }

    private ExitCode Ask(QueuePass pass, SendOrder order, IReadOnlyList<Address> recipients)
    {
        return Ask(pass, order.Account, order.Sender, recipients, order.Mail.Length, order.Name);
    }

    /// <summary>Asks for every recipient; what cannot be asked now is asked when it is handed on.</summary>
    private ExitCode Ask(QueuePass pass, string account, string sender, IReadOnlyList<Address> recipients, long bytes, string name)
    {
        IReadOnlyList<Handover> answers;
        try
        {
            answers = relays.Open(account).Ask(sender, recipients, bytes);
        }
        catch (ServerAwayException e)
        {
            pass.Skip(account, e.Message);
            return ExitCode.Ok;
        }

        ExitCode worst = ExitCode.Ok;
        for (int i = 0; i < recipients.Count; i++)
        {
            if (answers[i].Status != HandoverStatus.Refused)
                continue;
            run.Report.Failure($"{name}: {recipients[i]}: refused by {relays.Open(account).Name}: {answers[i].Reason}", "nobody gets it; correct the address or leave him out");
            worst = ExitCode.Unavailable;
        }

        return worst;
    }

    /// <summary>Looks again, since another process may have been faster, and makes what is still to be made.</summary>
    private IReadOnlyList<AddressRefusal> Make(SendOrder order, SentCopy? copy, out IReadOnlyList<QueuedMail> queued, out SendPlan plan)
    {
        queued = [];
        using PostboxTransaction transaction = home.Begin();
        plan = SendPlan.Of(transaction, order);
        if (plan.Refusals.Count > 0)
            return [];
        List<MadeMail> made = [];
        using SealOutcome? outcome = plan.Encrypted.Count == 0 ? null
            : MailSealer.Seal(transaction, order.Mail.Outgoing!, plan.Encrypted, run.Context.Random);
        if (outcome is { IsSealed: false })
            return outcome.Refusals;
        made.AddRange(outcome?.Mails.Select(mail => new MadeMail(mail.Recipient, mail.Length, mail.WriteTo)) ?? []);
        RenderedMail asItIs = order.Mail.Outgoing is { } mail ? PlainMail.Of(mail, transaction.Own.Bundle) : order.Mail.AsItIs();
        made.AddRange(plan.AsItIs.Select(recipient => new MadeMail(recipient, asItIs.Length, asItIs.WriteTo)));
        OutgoingQueue queue = transaction.Queue;
        foreach (QueuedMail again in plan.Made.Where(one => one.IsRefused))
            queue.Failed(again, isRefused: false, "");
        queued = [.. plan.Made, .. made.Select(one => queue.Put(order.Mail.Key, one.Recipient, order.Sender, order.Account, one.Length, one.Write))];
        if (copy is not null)
            queue.PutCopy(copy.Place);
        try
        {
            transaction.Commit();
            copy?.Keep();
        }
        catch (StoreException e) when (e.MayBeDone)
        {
            copy?.Keep();
            throw;
        }

        return [];
    }

    /// <summary>Tells what became of these mails; what others of the queue did is not this command's.</summary>
    private ExitCode Tell(string name, IReadOnlyList<QueuedMail> queued, QueueOutcome outcome)
    {
        HashSet<string> ids = [.. queued.Select(mail => mail.Id)];
        QueuedMail[] left = [.. outcome.Left.Where(mail => ids.Contains(mail.Id))];
        QueuedMail[] refused = [.. left.Where(mail => mail.IsRefused)];
        Action<string> note = isTold || refused.Length > 0 ? run.Report.Note : run.Report.Detail;
        foreach (QueuedMail mail in queued.Where(mail => left.All(one => one.Id != mail.Id)))
            note($"{name}: {mail.Recipient}: handed on");
        foreach (QueuedMail mail in left.Where(mail => !mail.IsRefused))
            run.Report.Note($"{name}: {mail.Recipient}: waits in the queue{(mail.Reason.Length > 0 ? $": {mail.Reason}" : "")}");
        foreach (QueuedMail mail in refused)
            run.Report.Failure($"{name}: {mail.Recipient}: refused: {mail.Reason}", $"send it again, or give it up: otrmail queue drop {mail.Id}");
        return refused.Length > 0 ? ExitCode.Unavailable : ExitCode.Ok;
    }
}
