using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;
using OtrMail.Core.Mail.Deniability;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail forge alter</c>: other words in a captured message, under its revealed MAC key.</summary>
internal sealed class ForgeAlterCommand : CliCommand
{
    private readonly Argument<string?> _file = new("CAPTURED")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The encrypted mail, or its message.otrmail; stdin without it, or as -",
    };

    private readonly Option<string?> _macKey = new("--mac-key") { HelpName = "HEX", Description = "Its MAC key" };
    private readonly Option<string[]> _revealedIn = new("--revealed-in")
    {
        HelpName = "LATER",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        Description = "Later mails, one of which reveals its MAC key",
    };

    private readonly Option<string> _old = new("--old") { HelpName = "OLD.eml", Required = true, Description = "The mail inside, byte for byte" };
    private readonly Option<string> _new = new("--new") { HelpName = "NEW.eml", Required = true, Description = "The mail that is to be inside" };
    private readonly Option<string?> _senderBundle = new("--sender-bundle")
    {
        HelpName = "FILE",
        Description = "A bundle of the sender, for its length; needed unless it is a Data without one",
    };

    private readonly Option<string?> _recipientBundle = new("--recipient-bundle")
    {
        HelpName = "FILE",
        Description = "A bundle of the recipient, for the length of a First's signature where that is not clear",
    };

    private readonly Option<string?> _withBundle = new("--with-bundle")
    {
        HelpName = "yes|no",
        Description = "Whether a Data carries the sender's bundle, where that is not clear",
    };

    private readonly Option<int> _naks = new("--naks") { HelpName = "N", Description = "How many mails it asks for again (0 to 16; default 0)" };
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "OUT", Description = "Write to OUT instead of stdout" };

    public ForgeAlterCommand()
        : base(
            "alter",
            "Put other words into a captured message whose MAC key was revealed",
            "otrmail forge alter from-alice.eml --revealed-in later.eml --old said.eml --new never-said.eml --sender-bundle alice.asc -o altered.eml")
    {
        Add(_file);
        Add(_macKey);
        Add(_revealedIn);
        Add(_old);
        Add(_new);
        Add(_senderBundle);
        Add(_recipientBundle);
        Add(_withBundle);
        Add(_naks);
        Add(_output);
    }

    public override ExitCode Run(Invocation run)
    {
        string[] later = run.GetAll(_revealedIn);
        if (run.Get(_macKey) is null == (later.Length == 0))
            throw new CommandException(ExitCode.Usage, "a MAC key, or mails that reveal it", "give either --mac-key HEX or --revealed-in LATER");
        byte[]? given = run.Get(_macKey) is { } hex ? ForgeInput.Hex(hex, "MAC key", MailLimits.HashBytes, MailLimits.HashBytes) : null;
        (bool? carries, int naks) = (CarriesBundle(run), run.Get(_naks));
        if (naks is < 0 or > MailLimits.Naks)
            throw new CommandException(ExitCode.Usage, $"a mail asks for 0 to {MailLimits.Naks} others", "give --naks accordingly");
        OutputFile.Check(run.Get(_output));
        PacketFile captured = PacketFile.Read(run, run.Get(_file));
        OutgoingMail old = ForgeInput.Mail(run, run.Get(_old));
        OutgoingMail replacement = ForgeInput.Mail(run, run.Get(_new));
        var layout = new KnownLayout
        {
            Sender = run.Get(_senderBundle) is { } sender ? ForgeInput.Bundle(run, sender) : null,
            Recipient = run.Get(_recipientBundle) is { } recipient ? ForgeInput.Bundle(run, recipient) : null,
            CarriesBundle = carries,
            Naks = naks,
        };
        byte[] macKey = given ?? OfflineCheck.FindMacKey(
                captured.Packet, PacketFile.ReadAll(run, later).SelectMany(file => file.Packet.RevealedMacKeys))
            ?? throw new CommandException(
                ExitCode.DataError, $"{captured.Name}: none of the mails given reveals its MAC key", "give later mails of its recipient");
        byte[]? altered = PacketAlterer.Alter(
            captured.Packet, macKey, ForgeInput.ContentOf(old), ForgeInput.ContentOf(replacement), layout, out AlterFault fault);
        if (altered is null)
            throw Failure(run, captured.Name, fault);
        OutputFile.Write(run.Context, run.Get(_output), OuterMail.Wrap(replacement, altered, run.Context.Random));
        run.Report.Detail($"{captured.Name}: altered; should {run.Get(_old)} not be what was inside, it verifies and decrypts to garbage");
        return ExitCode.Ok;
    }

    private bool? CarriesBundle(Invocation run) => run.Get(_withBundle) switch
    {
        null => null,
        "yes" => true,
        "no" => false,
        _ => throw new CommandException(ExitCode.Usage, "--with-bundle is yes or no", "give one of them"),
    };

    private CommandException Failure(Invocation run, string name, AlterFault fault) => fault switch
    {
        AlterFault.WrongMacKey => new(
            ExitCode.DataError, $"{name}: its MAC does not verify under this key", "find the right one: otrmail forge keys FILE…"),
        AlterFault.NeedsSender => new(
            ExitCode.Usage, $"{name}: it carries its sender's bundle, whose length is needed", "give --sender-bundle FILE"),
        AlterFault.BundleUnclear => new(
            ExitCode.Usage, $"{name}: it may carry its sender's bundle or not: both fit its length", "give --with-bundle yes or no"),
        AlterFault.RingUnclear => new(
            ExitCode.Usage, $"{name}: signatures of several lengths fit", "give --recipient-bundle FILE"),
        AlterFault.NewDoesNotFit => new(
            ExitCode.DataError,
            $"{run.Get(_new)}: in its coded form it is longer or shorter than {run.Get(_old)} by more than the padding has room for",
            "give a mail of the same length; base64 in it counts as what it encodes"),
        _ => new(
            ExitCode.DataError,
            $"{run.Get(_old)}: does not fit the length of {name}: it is not the mail inside, or something else is",
            "give the mail byte for byte, and see --sender-bundle, --with-bundle and --naks"),
    };
}
