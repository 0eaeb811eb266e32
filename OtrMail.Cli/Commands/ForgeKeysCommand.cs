using System.CommandLine;
using System.Text;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail forge keys</c>: all keys that a set of mails makes public, and what each is good for.</summary>
internal sealed class ForgeKeysCommand : CliCommand
{
    private readonly ListArgument _files = new("FILE")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "Encrypted mails or packets; stdin as -",
    };

    private readonly Option<bool> _json = new("--json") { Description = "As JSON" };

    public ForgeKeysCommand()
        : base("keys", "List the keys that mails make public, and which mails they verify", "otrmail forge keys 1.eml 2.eml 3.eml")
    {
        Add(_files);
        Add(_json);
    }

    public override ExitCode Run(Invocation run)
    {
        RevealedForm form = RevealedForm.Of(PacketFile.ReadAll(run, run.Get(_files)!));
        if (run.Get(_json))
            run.WriteJson(form, FormContext.Default.RevealedForm);
        else
            run.Write(Describe(form));
        return ExitCode.Ok;
    }

    private static string Describe(RevealedForm form)
    {
        var text = new StringBuilder();
        foreach (RevealedMacKeyForm key in form.RevealedMacKeys)
        {
            string verifies = key.Verifies.Count == 0 ? "verifies none of these" : $"verifies {string.Join(", ", key.Verifies)}";
            text.Append(Printable.Of($"MAC key {key.Key}: revealed in {string.Join(", ", key.RevealedIn)}; {verifies}")).Append('\n');
        }

        foreach (PublishedIn key in form.PublishedSigningKeys)
            text.Append(Printable.Of($"signing key {key.Fingerprint}: prime {key.Prime}, published in {string.Join(", ", key.In)}")).Append('\n');
        return text.Length > 0 ? text.ToString() : "nothing is revealed\n";
    }
}
