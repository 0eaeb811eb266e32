using System.CommandLine;
using System.Security.Cryptography;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Storage;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail init</c>: the identity and its data directory.</summary>
internal sealed class InitCommand : CliCommand
{
    private readonly Argument<string?> _address = new("ADDRESS")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Your mail address; not with --import",
    };

    private readonly Option<string?> _import = new("--import")
    {
        HelpName = "FILE",
        Description = "Take the identity that another machine wrote with otrmail key export --private",
    };

    private readonly Option<string?> _name = new("--name") { HelpName = "NAME", Description = "Your name, kept in config.toml" };
    private readonly Option<bool> _noPassphrase = new("--no-passphrase")
    {
        Description = "Leave the keys open to whoever can read the data directory",
    };

    public InitCommand()
        : base("init", "Make your identity and its data directory", "otrmail init alice@example.org")
    {
        Add(_address);
        Add(_import);
        Add(_name);
        Add(_noPassphrase);
    }

    public override ExitCode Run(Invocation run)
    {
        string? file = run.Get(_import);
        if (file is null == run.Get(_address) is null)
        {
            throw new CommandException(
                ExitCode.Usage, "an identity is made for an ADDRESS, or imported", "give either ADDRESS or --import FILE");
        }

        Address? address = run.Get(_address) is { } typed ? Invocation.AddressOf(typed) : null;
        string? name = run.Get(_name);
        if (name is not null && (name.Trim().Length == 0 || name.Any(char.IsControl)))
            throw new CommandException(ExitCode.Usage, "the name is empty or holds control characters", "give it as people read it");
        using IdentityExport? export = file is null ? null : PrivateImport.Read(run, file);
        KeyBundle? bundle = Make(run, box =>
        {
            // the identity comes last: once it is there, nothing is missing
            if (name is not null && run.Settings.Name is null && !box.HasIdentity())
                SettingsFile.AddName(run.HomeDirectory, name, run.Context);
            return export is null ? box.CreateIdentity([address!]) : box.ImportIdentity(export);
        });
        if (bundle is null)
            throw AlreadyThere(run);
        if (export is not null)
            return TellImported(run, bundle, export.Contacts);
        run.Report.Note($"made the identity of {address} in '{run.HomeDirectory}'");
        run.Report.Note($"fingerprint {bundle.IdentityFingerprint}");
        run.Report.Note("next: give your key to a correspondent (otrmail key export), and import his (otrmail key import FILE)");
        return ExitCode.Ok;
    }

    private static ExitCode TellImported(Invocation run, KeyBundle bundle, int contacts)
    {
        run.Report.Note($"took over the identity of {Contacts.NameOf(bundle.Addresses)} with {contacts} contacts into '{run.HomeDirectory}'");
        run.Report.Note($"fingerprint {bundle.IdentityFingerprint}");
        run.Report.Note("sessions start anew with your next mails; mail that is on its way to the old keys is marked not-authenticated, "
            + "or is asked for again");
        run.Report.Warning("stop using the old machine now, and erase its data directory and the exported file: "
            + "one identity on two machines takes forgeries for mail");
        return ExitCode.Ok;
    }

    /// <summary>The first bundle; null when there is an identity already.</summary>
    private KeyBundle? Make(Invocation run, Func<Postbox, KeyBundle?> make)
    {
        if (IsStoreThere(run))
        {
            // a store without identity is what a killed init leaves: this one finishes it
            using Home? found = TryOpen(run);
            return found is null ? null : make(found.Postbox);
        }

        SqliteStore.CheckPlace(run.StoreOptions); // before a command of its settings is run
        byte[]? passphrase = run.Get(_noPassphrase) ? null : Passphrases.New(run);
        try
        {
            using Home made = Home.Create(run, passphrase);
            return make(made.Postbox);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(passphrase);
        }
    }

    private static bool IsStoreThere(Invocation run)
    {
        try
        {
            _ = Vault.NeedsPassphrase(run.StoreOptions);
            return true;
        }
        catch (StoreException e) when (e.Fault == StoreFault.Missing)
        {
            return false;
        }
    }

    private static Home? TryOpen(Invocation run)
    {
        try
        {
            return Home.Open(run);
        }
        catch (StoreException e) when (e.Fault == StoreFault.WrongPassphrase)
        {
            return null;
        }
    }

    private static CommandException AlreadyThere(Invocation run) => new(
        ExitCode.Usage,
        $"there is an identity in '{run.HomeDirectory}' already, and it stays",
        "for one more address: otrmail key add-address ADDRESS");
}
