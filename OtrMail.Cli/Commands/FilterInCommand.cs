using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;

namespace OtrMail.Cli.Commands;

/// <summary>
/// <c>otrmail filter in</c>: for delivery filters, pipes and mailcap. Every mail comes out, decrypted or as it came; only own
/// trouble keeps one back, with 75, so that the delivery agent tries again.
/// </summary>
internal sealed class FilterInCommand : CliCommand
{
    private readonly Option<bool> _text = new("--text")
    {
        Description = "As text for people, in pagers and mailcap: main header fields, the text in UTF-8, attachments by name",
    };

    public FilterInCommand()
        : base("in", "Decrypt what is OTR-Mail, pass everything else: stdin to stdout", "otrmail filter in < mail.eml") => Add(_text);

    public override ExitCode CodeFor(ExitCode code) => code is ExitCode.Ok or ExitCode.Usage ? code : ExitCode.TryAgain;

    public override bool IsOffline => true;

    public override ExitCode Run(Invocation run)
    {
        using Stream input = run.Context.OpenInput();
        using Arrival arrival = Read(run, input, out bool isAll);
        using Delivery? delivery = Deliver(run, arrival);
        if (delivery is null)
            return ExitCode.TryAgain;
        if (run.Get(_text) && isAll)
        {
            run.Write(AsText(delivery.Mail, run.Settings.MimeLimits));
            return ExitCode.Ok;
        }

        OutputFile.Write(run.Context, null, delivery.Output.WriteTo);
        if (!isAll)
            Pass(run, input);
        return ExitCode.Ok;
    }

    private static Arrival Read(Invocation run, Stream input, out bool isAll)
    {
        try
        {
            return Arrival.Read(input, run.Spool, out isAll, run.Settings.MimeLimits);
        }
        catch (IOException e)
        {
            throw InputFile.Failure(null, e);
        }
    }

    /// <summary>What is put out; null when it is to be tried again.</summary>
    private static Delivery? Deliver(Invocation run, Arrival arrival)
    {
        string name = InputFile.NameOf(null);
        if (!arrival.NeedsStore)
        {
            Delivery foreign = arrival.AsItCame();
            if (foreign.Refusal is { } damaged)
                Tell(run, name, damaged, pinned: null, askedAgain: null);
            return foreign;
        }

        return arrival.Packet is null ? Note(run, name, arrival) : Open(run, name, arrival);
    }

    private static Delivery? Open(Invocation run, string name, Arrival arrival)
    {
        using Home home = run.OpenHome();
        Delivery delivery;
        Fingerprint? pinned;
        using (PostboxTransaction transaction = home.Begin())
        {
            delivery = MailIntake.Take(transaction, arrival, keep: true);
            pinned = delivery.Refusal?.Address is { } address ? transaction.Contacts.PinnedTo(address) : null;
            transaction.Commit();
        }

        if (delivery.Message is { } message && !message.Mail.IsArchived)
            Reading.Tell(run.Report, name, message);
        else if (delivery.Refusal is { } refusal)
            Tell(run, name, refusal, pinned, delivery.AskedAgain);
        return delivery.Kind == DeliveryKind.Later ? null : delivery;
    }

    /// <summary>A plain mail passes whatever becomes of its key: the next one brings it again.</summary>
    private static Delivery Note(Invocation run, string name, Arrival arrival)
    {
        try
        {
            using Home home = run.OpenHome();
            using PostboxTransaction transaction = home.Begin();
            Delivery delivery = MailIntake.Take(transaction, arrival, keep: true);
            transaction.Commit();
            NotedKey.Tell(run.Report, name, delivery);
            return delivery;
        }
        catch (CommandException e)
        {
            run.Report.Detail($"{name}: its key was not noted: {e.Message}");
        }
        catch (StoreException e)
        {
            run.Report.Detail($"{name}: its key was not noted: {e.Message}");
        }

        return arrival.AsItCame();
    }

    private static void Tell(Invocation run, string name, Refusal refusal, Fingerprint? pinned, Address? askedAgain)
    {
        (string what, string hint) = RefusalText.Of(refusal, pinned, askedAgain);
        run.Report.Failure($"{name}: {what}", hint);
    }

    /// <summary>A mail's text, with nothing in it that a terminal would act on.</summary>
    private static string AsText(ReadOnlyMemory<byte> mail, MimeLimits limits) => string.Join(
        '\n', MailText.Render(mail, limits).Split('\n').Select(line => Printable.Of(line.Replace("\t", "    ", StringComparison.Ordinal))));

    /// <summary>The rest of a mail that is longer than any of ours.</summary>
    private static void Pass(Invocation run, Stream input)
    {
        try
        {
            input.CopyTo(run.Context.Output);
            run.Context.Output.Flush();
        }
        catch (IOException e)
        {
            throw OutputFile.Failure("standard output", e);
        }
    }
}
