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

    /// <summary>Finishes deliveries that were left prepared.</summary>
    public FetchForm Finish()
    {
        (int delivered, int later) = _fetching.Finish(Name, _destination);
        return new FetchForm(Name, null, 0, 0, delivered, 0, later, 0);
    }

    /// <summary>Connects.</summary>
    public ImapMailbox Connect()
    {
        var mailbox = new ImapMailbox(_account, _login, _fetching.Stop);
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
    /// <param name="mailbox">The connection.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="isOpen">It is open already, and something has happened in it.</param>
    /// <param name="showsBar">Whether progress is shown on a terminal.</param>
    public FetchForm Pass(ImapMailbox mailbox, string folder, bool isOpen, bool showsBar) =>
        new FolderPass(_fetching, _account, folder, _destination, mailbox).Run(isOpen, showsBar);

    /// <summary>Looks once through all folders; what goes wrong is told and answered.</summary>
    public ExitCode Once(List<FetchForm> forms)
    {
        int first = forms.Count;
        ExitCode worst = Told(() =>
        {
            if (Finish() is { } left && left.Delivered + left.Later > 0)
                forms.Add(left);
            using ImapMailbox mailbox = Connect();
            // a folder that is not there keeps no other waiting
            ExitCode code = ExitCode.Ok;
            foreach (string folder in Folders)
                code = ExitCodes.Worst(code, Folder(mailbox, folder, forms));
            return code;
        });
        FetchForm[] done = [.. forms.Skip(first)];
        (int later, int tooLarge) = (done.Sum(form => form.Later), done.Sum(form => form.TooLarge));
        if (done.Length > 0)
        {
            Report.Note($"{Name}: {done.Sum(form => form.Looked)} new mails, {done.Sum(form => form.Found)} of them OTR-Mail, {done.Sum(form => form.Delivered)} delivered"
                + (later > 0 ? $", {later} to be tried again" : "") + (tooLarge > 0 ? $", {tooLarge} too large" : ""));
        }

        if (tooLarge > 0)
            worst = ExitCodes.Worst(worst, ExitCode.DataError);
        return ExitCodes.Worst(worst, later > 0 ? ExitCode.TryAgain : ExitCode.Ok);
    }

    private ExitCode Folder(ImapMailbox mailbox, string folder, List<FetchForm> forms)
    {
        try
        {
            forms.Add(Pass(mailbox, folder, isOpen: false, showsBar: true));
            return ExitCode.Ok;
        }
        catch (CommandException e) when (e.Code == ExitCode.Configuration)
        {
            Report.Failure($"{Name}: {e.Message}", e.Hint);
            return e.Code;
        }
        catch (ServerAwayException e) when (ServerTrouble.IsRefusal(e))
        {
            Report.Failure($"{Name}/{folder}: {e.Message}", "it is tried again next time");
            return ExitCode.TryAgain;
        }
    }

    private ExitCode Told(Func<ExitCode> act)
    {
        try
        {
            return act();
        }
        catch (OperationCanceledException)
        {
            Report.Failure($"{Name}: stopped", "what was fetched is kept; the next run goes on from here");
            return ExitCode.TryAgain;
        }
        catch (ServerAwayException e)
        {
            Report.Failure($"{Name}: {_account.Server.Host}: {e.Message}", "try again later; what was fetched is kept");
            return ExitCode.TryAgain;
        }
        catch (CommandException e)
        {
            Report.Failure($"{Name}: {e.Message}", e.Hint);
            return e.Code;
        }
        catch (StoreException e)
        {
            Report.Failure($"{Name}: {e.Message}", Explanations.Storing(e));
            return ExitCodes.Of(e.Fault);
        }
    }
}
