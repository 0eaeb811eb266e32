using System.CommandLine;
using System.Globalization;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail encrypt</c>: an outgoing mail in, an encrypted mail for each recipient out.</summary>
internal sealed class EncryptCommand : CliCommand
{
    /// <summary>Many servers take no larger mail.</summary>
    private const int LargeMail = 25_000_000;

    private const string ManifestName = "manifest.json";
    private const int LongestNamePart = 100;

    private readonly Argument<string?> _file = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The outgoing mail; stdin without it, or as -",
    };

    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "OUT", Description = "Write to OUT instead of stdout" };
    private readonly Option<string[]> _to = new("--to")
    {
        HelpName = "ADDRESS",
        Arity = ArgumentArity.OneOrMore,
        Description = "Recipient, instead of those in To, Cc and Bcc; may be repeated",
    };

    private readonly Option<string?> _outputDirectory = new("--output-dir")
    {
        HelpName = "DIR",
        Description = "One mail for each recipient, and manifest.json, into DIR",
    };

    public EncryptCommand()
        : base("encrypt", "Encrypt an outgoing mail", "otrmail encrypt letter.eml -o letter-to-bob.eml")
    {
        Add(_file);
        Add(_output);
        Add(_to);
        Add(_outputDirectory);
    }

    public override ExitCode Run(Invocation run)
    {
        string? output = run.Get(_output);
        string? directory = run.Get(_outputDirectory);
        if (output is not null && directory is not null)
            throw new CommandException(ExitCode.Usage, "-o and --output-dir exclude each other", "give one of them");
        Address[] to = [.. (run.Get(_to) ?? []).Select(Invocation.AddressOf)];
        OutputDirectory? files = directory is null ? null : new OutputDirectory(directory, run.Context.Random);
        OutputFile.Check(output);
        files?.Check();
        string name = InputFile.NameOf(run.Get(_file));
        OutgoingMail mail = Parse(run, name, InputFile.Read(run.Context, run.Get(_file), run.Settings.MimeLimits.MaxMailBytes));
        Address[] recipients = [.. (to.Length > 0 ? to : mail.Recipients).Distinct()];
        if (recipients.Length == 0)
            throw new CommandException(ExitCode.Usage, $"{name}: no recipient in To, Cc or Bcc", "give one with --to ADDRESS");
        if (recipients.Length > 1 && files is null)
        {
            throw new CommandException(
                ExitCode.Usage, $"{name}: {recipients.Length} recipients need a mail each", "give --output-dir DIR");
        }

        using Home home = run.OpenHome();
        SealOutcome outcome = Seal(run, home, mail, recipients);
        if (!outcome.IsSealed)
            return Refuse(run, name, outcome.Refusals);
        if (files is null)
            OutputFile.Write(run.Context, output, outcome.Mails[0].Mail);
        else
            files.Write(Files(outcome.Mails));
        Tell(run, outcome.Mails);
        return ExitCode.Ok;
    }

    private static OutgoingMail Parse(Invocation run, string name, ReadOnlyMemory<byte> raw)
    {
        if (OutgoingMail.TryParse(raw, out OutgoingMail? mail, out MimeFault fault, run.Settings.MimeLimits))
            return mail;
        (string what, string? hint) = Explanations.Sending(fault);
        throw new CommandException(ExitCodes.Of(fault), $"{name}: {what}", hint);
    }

    private static SealOutcome Seal(Invocation run, Home home, OutgoingMail mail, Address[] recipients)
    {
        using PostboxTransaction transaction = home.Begin();
        SealOutcome outcome = MailSealer.Seal(transaction, mail, recipients, run.Context.Random);
        if (outcome.IsSealed)
            transaction.Commit();
        return outcome;
    }

    private static ExitCode Refuse(Invocation run, string name, IReadOnlyList<AddressRefusal> refusals)
    {
        ExitCode worst = ExitCode.Ok;
        foreach (AddressRefusal refusal in refusals)
        {
            MailFault fault = refusal.Refusal.Fault;
            (string what, string hint) = Explanations.Writing(fault);
            run.Report.Failure($"{name}: {refusal.Address}: {what}", hint);
            worst = ExitCodes.Worst(worst, ExitCodes.Of(fault));
        }

        return worst;
    }

    private static List<(string Name, byte[] Bytes)> Files(IReadOnlyList<EncryptedMail> mails)
    {
        List<(string Name, byte[] Bytes)> files = [];
        List<ManifestEntry> entries = [];
        for (int i = 0; i < mails.Count; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{i + 1:D3}-{NamePart(mails[i].Recipient)}.eml");
            files.Add((name, mails[i].Mail));
            entries.Add(new ManifestEntry(name, mails[i].Recipient.ToString()));
        }

        files.Add((ManifestName, Json.Bytes(entries, FormContext.Default.IReadOnlyListManifestEntry)));
        return files;
    }

    /// <summary>An address as part of a file name: nothing in it that a shell or a file system takes for something else.</summary>
    private static string NamePart(Address address)
    {
        string safe = string.Concat(address.ToString().Select(c => char.IsAsciiLetterOrDigit(c) || c is '@' or '.' or '-' or '+' ? c : '_'));
        return safe.Length <= LongestNamePart ? safe : safe[..LongestNamePart];
    }

    private static void Tell(Invocation run, IReadOnlyList<EncryptedMail> mails)
    {
        foreach (EncryptedMail mail in mails)
        {
            run.Report.Detail($"{mail.Recipient}: {MailStatus.NameOf(mail.Type)}, {mail.Mail.Length} bytes");
            if (mail.Mail.Length > LargeMail)
                run.Report.Warning($"{mail.Recipient}: the mail has {mail.Mail.Length} bytes, and many servers take no more than 25 MB");
        }
    }
}
