using System.CommandLine;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;
using OtrMail.Core.Mail.Deniability;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail forge check</c>: everything that can be verified afterwards; it accepts real and forged alike.</summary>
internal sealed class ForgeCheckCommand : CliCommand
{
    private readonly Argument<string?> _file = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The encrypted mail, or its message.otrmail; stdin without it, or as -",
    };

    private readonly Option<string[]> _with = new("--with")
    {
        HelpName = "LATER",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        Description = "Mails, one of which reveals its MAC key",
    };

    private readonly Option<bool> _withMyKeys = new("--with-my-keys") { Description = "With your own keys too: decrypt it, and check its signature" };
    private readonly Option<bool> _json = new("--json") { Description = "As JSON" };
    private readonly Option<string?> _output = new("--output", "-o")
    {
        HelpName = "OUT",
        Description = "With your own keys: write the mail inside to OUT",
    };

    public ForgeCheckCommand()
        : base("check", "Verify a message as a third party could: real and forged alike", "otrmail forge check from-alice.eml --with later.eml")
    {
        Add(_file);
        Add(_with);
        Add(_withMyKeys);
        Add(_json);
        Add(_output);
    }

    public override ExitCode Run(Invocation run)
    {
        string[] with = run.GetAll(_with);
        bool withMyKeys = run.Get(_withMyKeys);
        if (with.Length == 0 && !withMyKeys)
            throw new CommandException(ExitCode.Usage, "nothing to check with", "give --with LATER, --with-my-keys, or both");
        if (run.Get(_output) is not null && !withMyKeys)
            throw new CommandException(ExitCode.Usage, "only the recipient's keys show what is inside", "give --with-my-keys too");
        OutputFile.Check(run.Get(_output));
        PacketFile checkedOne = PacketFile.Read(run, run.Get(_file));
        (string Key, string In)? revealed = with.Length == 0 ? null : FindKey(run, checkedOne, with);
        OfflineReading? reading = withMyKeys ? Open(run, checkedOne) : null;
        var form = CheckForm.Of(checkedOne, revealed?.Key, revealed?.In, reading);
        if (reading is not null && run.Get(_output) is { } output)
            OutputFile.Write(run.Context, output, reading.Content.Mail.Span);
        if (run.Get(_json))
            run.WriteJson(form, FormContext.Default.CheckForm);
        else
            run.Write(Printable.Of(Describe(form)) + "\n");
        return ExitCode.Ok;
    }

    private static (string Key, string In) FindKey(Invocation run, PacketFile file, string[] with)
    {
        foreach (PacketFile later in PacketFile.ReadAll(run, with))
        {
            if (OfflineCheck.FindMacKey(file.Packet, later.Packet.RevealedMacKeys) is { } key)
                return (Convert.ToHexStringLower(key), later.Name);
        }

        throw new CommandException(
            ExitCode.DataError, $"{file.Name}: does not verify under any key revealed in these mails", "give later mails of its recipient");
    }

    private static OfflineReading Open(Invocation run, PacketFile file)
    {
        using Home home = run.OpenHome();
        using PostboxTransaction transaction = home.Begin(); // never committed
        if (OfflineCheck.TryOpen(transaction, file.Packet, out OfflineReading? reading, out MailFault fault))
            return reading;
        (string what, _) = Explanations.Reading(fault);
        throw new CommandException(ExitCodes.Of(fault), $"{file.Name}: does not verify with your keys: {what}", "its recipient can check it");
    }

    private static string Describe(CheckForm form)
    {
        string text = $"{form.File}: verifies ({form.Type}";
        if (form.RevealedIn is { } later)
            text += $"; MAC under a key revealed in {later}";
        if (form.Fingerprint is not null)
            text += $"; opened with your keys: from {form.From ?? "nobody named"}, identity {form.Fingerprint}";
        return text + "), as it would if it were forged";
    }
}
