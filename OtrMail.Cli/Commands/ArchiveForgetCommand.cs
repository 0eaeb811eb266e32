using System.CommandLine;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail archive forget</c>: mails that are not to stay readable any longer.</summary>
internal sealed class ArchiveForgetCommand : CliCommand
{
    private readonly Argument<string?> _address = new("ADDRESS")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Forget what this one wrote",
    };

    private readonly Option<bool> _all = new("--all") { Description = "Forget everything" };
    private readonly Option<int?> _before = new("--before") { HelpName = "DAYS", Description = "Forget what was read more than DAYS days ago" };

    public ArchiveForgetCommand()
        : base("forget", "Forget archived mails: nothing opens them again", "otrmail archive forget --before 90")
    {
        Add(_address);
        Add(_all);
        Add(_before);
    }

    public override ExitCode Run(Invocation run)
    {
        Address? from = run.Get(_address) is { } text ? Invocation.AddressOf(text) : null;
        int? days = run.Get(_before);
        if ((from is null && days is null && !run.Get(_all)) || (run.Get(_all) && (from is not null || days is not null)) || days < 0)
            throw new CommandException(ExitCode.Usage, "say what to forget: ADDRESS, --before DAYS (or both), or --all", "see otrmail archive forget --help");
        using Home home = run.OpenHome();
        ArchivedMail[] gone;
        using (PostboxTransaction transaction = home.Begin())
        {
            long before = days is { } count ? transaction.Now - count * LifeTimes.Day : long.MaxValue;
            gone = [.. transaction.Archive.List().Where(mail => mail.Kept < before && (from is null || mail.From.Equals(from)))];
            transaction.Archive.Forget(gone);
            transaction.Commit();
        }

        run.Report.Note($"{gone.Length} mails forgotten");
        return ExitCode.Ok;
    }
}
