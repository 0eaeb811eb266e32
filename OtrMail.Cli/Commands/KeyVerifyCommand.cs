using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail key verify</c>: the user compared a key with its owner.</summary>
internal sealed class KeyVerifyCommand : CliCommand
{
    private readonly Argument<string> _address = new("ADDRESS") { Description = "Whose key" };
    private readonly ListArgument _fingerprint = new("FINGERPRINT")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "What its owner says: 64 hexadecimal digits, or the number of 60 digits; asked for on the terminal without it",
    };

    public KeyVerifyCommand()
        : base("verify", "Compare a key with what its owner says", "otrmail key verify bob@example.net 12345 67890 …")
    {
        Add(_address);
        Add(_fingerprint);
    }

    public override ExitCode Run(Invocation run)
    {
        Address address = run.GetAddress(_address);
        string said = string.Concat(run.GetAll(_fingerprint));
        string digits = string.Concat(said.Where(c => c is not (' ' or '-' or ':')));
        bool isNumber = digits.Length == 60 && digits.All(char.IsAsciiDigit);
        Fingerprint? fingerprint = said.Length == 0 || isNumber ? null : Contacts.FingerprintOf([said]);
        if (said.Length == 0 && !run.Context.Prompt.IsThere)
        {
            throw new CommandException(
                ExitCode.Usage, "there is no terminal to ask on", $"give what the owner says: otrmail key verify {address} FINGERPRINT");
        }

        using Home home = run.OpenHome();
        (Fingerprint known, string number) = Look(home, address);
        bool isRight = said.Length == 0
            ? Ask(run, address, known, number)
            : isNumber ? digits == number.Replace(" ", "", StringComparison.Ordinal) : known.Equals(fingerprint);
        if (!isRight)
        {
            throw new CommandException(
                ExitCode.Refused,
                $"{address}: not the key that its owner says (known {known.Hex})",
                "do not write to it; ask him for his key bundle another way");
        }

        using (PostboxTransaction transaction = home.Begin())
        {
            Contact contact = Contacts.Of(transaction, address);
            if (!contact.Fingerprint.Equals(known))
                throw new CommandException(ExitCode.TryAgain, $"{address}: its key has just changed", "run it again");
            contact.Trusted(Trust.Verified);
            transaction.Contacts.Save(contact);
            transaction.Commit();
        }

        run.Report.Note($"{address}: verified");
        return ExitCode.Ok;
    }

    private static (Fingerprint Known, string Number) Look(Home home, Address address)
    {
        using PostboxTransaction transaction = home.Begin();
        Fingerprint known = Contacts.Of(transaction, address).Fingerprint;
        return (known, Verification.NumberOf(transaction.Own.Fingerprint, known));
    }

    private static bool Ask(Invocation run, Address address, Fingerprint known, string number) => run.Context.Prompt.Confirm(
        $"Key of {Printable.Of(address.ToString())}\n  fingerprint {known}\n  number      {number}\n"
        + "Does its owner say the same, by voice or in person? [y/N] ");
}
