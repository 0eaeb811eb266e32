using System.CommandLine;
using System.Text;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail key show</c>: one identity, for comparing it.</summary>
internal sealed class KeyShowCommand : CliCommand
{
    private readonly Argument<string?> _address = new("ADDRESS")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Whose; without it your own",
    };

    private readonly Option<bool> _json = new("--json") { Description = "As JSON" };

    public KeyShowCommand()
        : base("show", "Show a key: fingerprint, number to read aloud, QR code", "otrmail key show bob@example.net")
    {
        Add(_address);
        Add(_json);
    }

    public override ExitCode Run(Invocation run)
    {
        Address? address = run.Get(_address) is { } typed ? Invocation.AddressOf(typed) : null;
        using Home home = run.OpenHome();
        KeyForm key;
        KeyBundle? aside = null;
        using (PostboxTransaction transaction = home.Begin())
        {
            if (address is null || transaction.Own.Addresses.Contains(address))
            {
                key = KeyForm.OfOwn(transaction.Own.Bundle);
            }
            else
            {
                key = KeyForm.Of(Contacts.Of(transaction, address), transaction.Own.Fingerprint);
                aside = transaction.Contacts.Aside(address);
            }
        }

        if (run.Get(_json))
            run.WriteJson(key, FormContext.Default.KeyForm);
        else
            run.Write(Describe(key, run.Context.IsOutputTerminal));
        if (aside is not null)
        {
            run.Report.Warning(
                $"{address} also appeared under another key, {aside.IdentityFingerprint.Hex}; if its owner says that it is his: "
                + $"otrmail key accept {address} {aside.IdentityFingerprint.Hex}");
        }

        return ExitCode.Ok;
    }

    private static string Describe(KeyForm key, bool onTerminal)
    {
        var fingerprint = new Fingerprint(Convert.FromHexString(key.Fingerprint));
        var text = new StringBuilder();
        void Line(string name, string value) => text.Append((name + ":").PadRight(13)).Append(Printable.Of(value)).Append('\n');
        Line("Addresses", key.Addresses.Count == 0 ? "(none)" : string.Join(", ", key.Addresses));
        Line("Fingerprint", fingerprint.ToString());
        if (key.VerificationNumber is { } number)
            Line("Number", number);
        if (key.Trust is { } trust)
            Line("Trust", trust);
        Line("Signing key", $"signs until {Contacts.DateOf(key.SigningKey.UsedUntil)}, accepted until {Contacts.DateOf(key.SigningKey.AcceptedUntil)}");
        Line("Prekey", $"{key.Prekey.Id:x8}, used until {Contacts.DateOf(key.Prekey.UsedUntil)}");
        if (onTerminal)
            text.Append('\n').Append(Verification.QrCodeOf(fingerprint));
        return text.ToString();
    }
}
