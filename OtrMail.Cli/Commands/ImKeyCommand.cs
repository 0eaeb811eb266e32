using System.CommandLine;
using System.Text;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Im;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail im key</c>: the own keys of instant messaging.</summary>
internal sealed class ImKeyCommand : CliCommand
{
    private readonly Option<string?> _account = new("--account") { HelpName = "NAME", Description = "Of this account alone; its key is made when it has none" };
    private readonly Option<string?> _import = new("--import") { HelpName = "FILE", Description = "Take the key out of a key file of libotr's (otr.private_key)" };
    private readonly Option<string?> _from = new("--from") { HelpName = "NAME", Description = "The account's name in that file, if it has several" };
    private readonly Option<bool> _json = new("--json") { Description = "As JSON" };

    public ImKeyCommand()
        : base("key", "Show the fingerprints of your own accounts, or import a key", "otrmail im key --account alice@irc.example --import ~/.purple/otr.private_key")
    {
        Add(_account);
        Add(_import);
        Add(_from);
        Add(_json);
    }

    public override ExitCode Run(Invocation run)
    {
        string? file = run.Get(_import);
        string? only = run.Get(_account) is null && file is null ? null : ImNames.Account(run, _account);
        if (file is null && run.Get(_from) is not null)
            throw new CommandException(ExitCode.Usage, "--from goes with --import");
        using ImIdentity? imported = file is null ? null : Read(run, file);
        using Home home = run.OpenHome();
        ImKeyring keys = home.Keyring;
        if (imported is not null)
            Import(run, keys, only!, imported);
        List<ImAccountForm> forms = [];
        foreach (string name in only is null ? keys.AccountNames() : [only])
        {
            using ImAccount account = ImNames.Open(run, keys, name);
            forms.Add(ImAccountForm.Of(account));
        }

        if (run.Get(_json))
            run.WriteJson(forms, FormContext.Default.IReadOnlyListImAccountForm);
        else
            run.Write(string.Concat(forms.Select(form => $"{ImFingerprintOf(form)}  {Printable.Of(form.Account)}\n")));
        return ExitCode.Ok;
    }

    private static string ImFingerprintOf(ImAccountForm form) => ImNames.Fingerprint([form.Fingerprint]).ToString();

    private static void Import(Invocation run, ImKeyring keys, string name, ImIdentity imported)
    {
        if (keys.Import(name, imported))
        {
            run.Report.Note($"{name}: key imported");
            return;
        }

        using ImAccount known = ImNames.Existing(keys, name);
        if (!known.Fingerprint.Equals(imported.Fingerprint))
        {
            throw new CommandException(
                ExitCode.Refused, $"{name}: has another key already, fingerprint {known.Fingerprint}", $"otrmail im forget --account {name} forgets it");
        }
    }

    private ImIdentity Read(Invocation run, string file)
    {
        string text = Encoding.UTF8.GetString(InputFile.Read(run.Context, file, ImLimits.KeyFileBytes).Span);
        return ImIdentity.TryReadLibotr(text, run.Get(_from), out ImIdentity? identity)
            ? identity
            : throw new CommandException(
                ExitCode.DataError,
                $"{InputFile.NameOf(file)}: no key file of libotr's, or not one key of the account in it",
                "with several accounts in it, give the account's name there with --from");
    }
}
