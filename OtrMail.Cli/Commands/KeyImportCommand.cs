using System.CommandLine;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail key import</c>: the bundles of others. All of them are taken, or none.</summary>
internal sealed class KeyImportCommand : CliCommand
{
    private readonly ListArgument _files = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "Armour, or any .eml that carries a key; stdin without one, or as -",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Say what was imported as JSON on stdout" };

    public KeyImportCommand()
        : base("import", "Take key bundles of correspondents", "otrmail key import bob.asc")
    {
        Add(_files);
        Add(_json);
    }

    public override ExitCode Run(Invocation run)
    {
        List<(string Name, KeyBundle Bundle)> found = ReadAll(run);
        using Home home = run.OpenHome();
        List<(string Name, ImportResult Result)> results = [];
        Fingerprint own;
        Address[] known;
        ExitCode worst = ExitCode.Ok;
        using (PostboxTransaction transaction = home.Begin())
        {
            own = transaction.Own.Fingerprint;
            known = [.. transaction.Contacts.PinnedAddresses(), .. transaction.Own.Addresses];
            foreach ((string name, KeyBundle bundle) in found)
                results.Add((name, transaction.Import(bundle)));
            foreach ((_, ImportResult result) in results)
                worst = ExitCodes.Worst(worst, ExitCodes.Of(result.Outcome));
            if (worst == ExitCode.Ok)
                transaction.Commit();
        }

        if (worst != ExitCode.Ok)
            return Refuse(run, home, results, worst, own);
        foreach ((string name, ImportResult result) in results)
            Tell(run, name, result, own, known);
        if (run.Get(_json))
            run.WriteJson([.. results.Select(one => FormOf(one.Name, one.Result))], FormContext.Default.IReadOnlyListImportForm);
        return ExitCode.Ok;
    }

    private List<(string Name, KeyBundle Bundle)> ReadAll(Invocation run)
    {
        string?[] given = run.GetAll(_files);
        string?[] files = given.Length > 0 ? given : [null];
        List<(string, KeyBundle)> found = [];
        foreach (string? file in files)
        {
            ReadOnlyMemory<byte> input = InputFile.Read(run.Context, file, run.Settings.MimeLimits.MaxMailBytes);
            string name = InputFile.NameOf(file);
            found.AddRange(BundleReader.Read(name, input, run.Settings.MimeLimits).Select(bundle => (name, bundle)));
        }

        return found;
    }

    private static ExitCode Refuse(
        Invocation run, Home home, List<(string Name, ImportResult Result)> results, ExitCode worst, Fingerprint own)
    {
        foreach ((string name, ImportResult result) in results.Where(one => ExitCodes.Of(one.Result.Outcome) != ExitCode.Ok))
        {
            if (result.Outcome == ImportOutcome.IdentityChanged)
                home.PutAside(result.Bundle);
            (string what, string hint) = Explain(result, own);
            run.Report.Failure($"{name}: {what}", hint);
        }

        return worst;
    }

    private static (string What, string Hint) Explain(ImportResult result, Fingerprint own) => result.Outcome switch
    {
        ImportOutcome.IdentityChanged when own.Equals(result.Pinned) => (
            $"the key {result.Bundle.IdentityFingerprint.Hex} claims your own address {result.Conflicting}",
            "do not use it; if you made it, keep one identity an address"),
        ImportOutcome.IdentityChanged => (
            $"the key of {result.Conflicting} is another than the one known (known {result.Pinned!.Hex}, "
            + $"new {result.Bundle.IdentityFingerprint.Hex})",
            "compare with its owner; if the new one is right: "
            + $"otrmail key accept {result.Conflicting} {result.Bundle.IdentityFingerprint.Hex}"),
        ImportOutcome.Conflict => (
            $"another key bundle of {Contacts.NameOf(result.Bundle.Addresses)} has the same serial",
            "his keys live in two places, or he restored a backup: tell him"),
        _ => (
            $"the key bundle of {Contacts.NameOf(result.Bundle.Addresses)} is dated more than two days in the future",
            "one of the two clocks is wrong; check yours and try again later"),
    };

    private static void Tell(Invocation run, string name, ImportResult result, Fingerprint own, Address[] known)
    {
        string whose = Contacts.NameOf(result.Bundle.Addresses);
        if (result.Outcome == ImportOutcome.Own)
        {
            run.Report.Note($"{name}: your own key bundle ({own})");
            return;
        }

        run.Report.Note($"{name}: {NameOf(result.Outcome)} key of {whose}");
        run.Report.Note($"fingerprint {result.Bundle.IdentityFingerprint}");
        if (result.Outcome != ImportOutcome.New)
            return;
        foreach (Address address in result.Bundle.Addresses)
        {
            if (LookAlike.Among(known, address).FirstOrDefault() is { } other)
                run.Report.Warning($"{name}: {address} looks like {other}, whom you know, and is another");
        }

        run.Report.Note($"compare it with its owner: otrmail key verify {result.Bundle.Addresses[0]}");
    }

    private static ImportForm FormOf(string name, ImportResult result) => new(
        name,
        NameOf(result.Outcome),
        [.. result.Bundle.Addresses.Select(address => address.ToString())],
        result.Bundle.IdentityFingerprint.Hex,
        result.Bundle.Serial);

    private static string NameOf(ImportOutcome outcome) => outcome switch
    {
        ImportOutcome.New => "new",
        ImportOutcome.Updated => "updated",
        ImportOutcome.Unchanged => "unchanged",
        ImportOutcome.Older => "older",
        ImportOutcome.Own => "own",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
