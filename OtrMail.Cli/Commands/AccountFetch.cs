using OtrMail.Cli.Destinations;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;
using OtrMail.Cli.Transport;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Cli.Commands;

/// <summary>Fetches from one account.</summary>
internal sealed class AccountFetch
{
    private readonly Fetching _fetching;
    private readonly ImapSettings _account;
    private readonly IMailDestination _destination;
    private readonly ServerLogin _login;

    public AccountFetch(Fetching fetching, ImapSettings account, IMailDestination destination)
    {
        _fetching = fetching;
        _account = account;
        _destination = destination;
        _login = new ServerLogin(account.Server, $"imap.{account.Server.Name}", fetching.Run.Context);
    }

    /// <summary>The account's name.</summary>
    public string Name => _account.Server.Name;

    /// <summary>Its folders.</summary>
    public IReadOnlyList<string> Folders => _account.Folders;

    /// <summary>Where people are told.</summary>
    public Report Report => _fetching.Run.Report;

    /// <summary>For pauses that differ.</summary>
    public IRandomSource Random => _fetching.Run.Context.Random;

    /// <summary>Finishes deliveries that an earlier run left prepared.</summary>
    public void Finish()
    {
        if (!_destination.CanStage || _fetching.Ask(transaction => transaction.FetchLog.Unfinished(Name)) is not { Count: > 0 } unfinished)
            return;
        HashSet<string> there = [.. unfinished.Where(one => _destination.Publish(one.Place)).Select(one => one.Hash)];
        _fetching.Ask(
            transaction =>
            {
                foreach ((string hash, _) in unfinished.Where(one => there.Contains(one.Hash)))
                    transaction.FetchLog.PutDelivered(Name, hash);
                foreach ((string hash, string place) in unfinished.Where(one => !there.Contains(one.Hash)))
                {
                    // somebody has cleared it away; the mail that was read meanwhile is only lost here
                    Report.Failure($"{Name}: a mail that was about to be delivered is not at '{place}' any more", "fetch it from another program, or ask for it again");
                    transaction.FetchLog.DropStaged(Name, hash);
                }

                return true;
            },
            commit: true);
    }

    /// <summary>Connects.</summary>
    public ImapMailbox Connect()
    {
        var mailbox = new ImapMailbox(_account, _login);
        try
        {
            mailbox.Open();
            return mailbox;
        }
        catch
        {
            mailbox.Dispose();
            throw;
        }
    }

    /// <summary>Looks through a folder.</summary>
    public FetchForm Pass(ImapMailbox mailbox, string folder, bool isOpen) =>
        new FolderPass(_fetching, _account, folder, _destination, mailbox).Run(isOpen);

    /// <summary>Looks once through all folders; what goes wrong is told and answered.</summary>
    public ExitCode Once(List<FetchForm> forms)
    {
        try
        {
            Finish();
            using ImapMailbox mailbox = Connect();
            int first = forms.Count;
            foreach (string folder in Folders)
                forms.Add(Pass(mailbox, folder, isOpen: false));
            FetchForm[] done = [.. forms.Skip(first)];
            int delivered = done.Sum(form => form.Delivered);
            int later = done.Sum(form => form.Later);
            Report.Note($"{Name}: {done.Sum(form => form.Looked)} new mails, {done.Sum(form => form.Found)} of them OTR-Mail, {delivered} delivered"
                + (later > 0 ? $", {later} to be tried again" : ""));
            return later > 0 ? ExitCode.TryAgain : ExitCode.Ok;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.TryAgain;
        }
        catch (ServerAwayException e)
        {
            Report.Failure($"{_account.Server.Host}: {e.Message}", "try again later; what was fetched is kept");
            return ExitCode.TryAgain;
        }
        catch (CommandException e)
        {
            Report.Failure($"{Name}: {e.Message}", e.Hint);
            return e.Code;
        }
        catch (StoreException e)
        {
            Report.Failure($"{Name}: {e.Message}", null);
            return ExitCodes.Of(e.Fault);
        }
    }
}
