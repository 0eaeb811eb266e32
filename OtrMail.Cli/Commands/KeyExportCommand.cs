using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;
using OtrMail.Core.Wire;

namespace OtrMail.Cli.Commands;

/// <summary>
/// <c>otrmail key export</c>: the own key bundle for others; or, with <c>--private</c>, what moves to a new machine.
/// </summary>
internal sealed class KeyExportCommand : CliCommand
{
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "FILE", Description = "Write to FILE instead of stdout" };
    private readonly Option<bool> _header = new("--header") { Description = "As a mail header instead of ASCII armour" };

    private readonly Option<bool> _private = new("--private")
    {
        Description = "What moves to a new machine: identity, prekeys, contacts. Keep it secret, and stop using this machine",
    };

    private readonly Option<bool> _noPassphrase = new("--no-passphrase") { Description = "With --private: leave it unsealed" };

    public KeyExportCommand()
        : base("export", "Write your key bundle, to be given to others", "otrmail key export -o alice.asc")
    {
        Add(_output);
        Add(_header);
        Add(_private);
        Add(_noPassphrase);
    }

    public override ExitCode Run(Invocation run)
    {
        string? output = run.Get(_output);
        OutputFile.Check(output);
        if (run.Get(_header) && run.Get(_private))
            throw new CommandException(ExitCode.Usage, "--header and --private exclude each other", "give one of them");
        if (run.Get(_noPassphrase) && !run.Get(_private))
            throw new CommandException(ExitCode.Usage, "--no-passphrase goes with --private", "a key bundle for others needs no passphrase");
        if (run.Get(_private))
            return ExportPrivate(run, output);
        using Home home = run.OpenHome();
        KeyBundle bundle;
        using (PostboxTransaction transaction = home.Begin())
            bundle = transaction.Own.Bundle;
        string text = run.Get(_header)
            ? KeyHeader.Write(Convert.ToBase64String(bundle.Bytes.Span), crlf: false)
            : Armour.Write(Armour.KeyBundle, bundle.Bytes.Span);
        OutputFile.Write(run.Context, output, Encoding.ASCII.GetBytes(text));
        return ExitCode.Ok;
    }

    private ExitCode ExportPrivate(Invocation run, string? output)
    {
        using Home home = run.OpenHome();
        byte[]? passphrase = run.Get(_noPassphrase) ? null : Passphrases.New(run);
        byte[] export;
        int contacts;
        try
        {
            using PostboxTransaction transaction = home.Begin();
            using IdentityExport identity = transaction.ExportIdentity();
            using WireWriter encoded = identity.Encode();
            contacts = identity.Contacts;
            export = SealedExport.Make(encoded.Written, passphrase, run.StoreOptions.Cost, run.Context.Random);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(passphrase);
        }

        OutputFile.Write(run.Context, output, Encoding.ASCII.GetBytes(Armour.Write(Armour.PrivateIdentity, export)));
        run.Report.Note($"your identity with {contacts} contacts; on the new machine: otrmail init --import FILE");
        run.Report.Warning("do not use this machine's data directory any more: one identity on two machines takes forgeries for mail");
        return ExitCode.Ok;
    }
}
