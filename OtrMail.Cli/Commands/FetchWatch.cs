using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;
using OtrMail.Cli.Transport;
using OtrMail.Core.Storage;

namespace OtrMail.Cli.Commands;

/// <summary>
/// <c>fetch --watch</c>: a connection for each folder waits for new mail, and connects again when it is lost, until a signal ends
/// it. What the user has to mend ends it too.
/// </summary>
internal sealed class FetchWatch
{
    /// <summary>Servers and routers on the way forget a connection that says nothing; 29 minutes are allowed (RFC 2177).</summary>
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(9);

    /// <summary>How often a server is asked that does not tell by itself.</summary>
    private static readonly TimeSpan AskingTime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly AccountFetch _fetch;
    private readonly string _folder;
    private readonly CancellationToken _stop;
    private readonly bool _showsBar;
    private bool _hasConnected;
    private TimeSpan _pause = FirstPause;
    private bool _isLost;

    private FetchWatch(AccountFetch fetch, string folder, bool showsBar, CancellationToken stop)
    {
        _showsBar = showsBar;
        _fetch = fetch;
        _folder = folder;
        _stop = stop;
    }

    /// <summary>Watches all folders of all accounts.</summary>
    public static ExitCode Run(IReadOnlyList<AccountFetch> fetches, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        // there is one line for a bar
        bool showsBar = fetches.Sum(fetch => fetch.Folders.Count) == 1;
        ExitCode worst = ExitCode.Ok;
        Lock gate = new();
        Thread[] threads =
        [
            .. fetches.SelectMany(fetch => fetch.Folders.Select(folder => new Thread(() =>
            {
                ExitCode code = new FetchWatch(fetch, folder, showsBar, end.Token).Run();
                lock (gate)
                    worst = ExitCodes.Worst(worst, code);
                end.Cancel();
            }))),
        ];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        return worst;
    }

    private ExitCode Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Watch();
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (ServerAwayException e)
            {
                Pause(e.Message);
            }
            catch (StoreException e) when (e.Fault == StoreFault.Busy)
            {
                Pause(e.Message);
            }
            catch (StoreException e)
            {
                _fetch.Report.Failure($"{_fetch.Name}: {e.Message}", Explanations.Storing(e));
                return ExitCodes.Of(e.Fault);
            }
            catch (CommandException e) when (e.Code != ExitCode.TryAgain && !IsPasswordCommandAway(e))
            {
                if (_stop.IsCancellationRequested)
                    break;
                _fetch.Report.Failure($"{_fetch.Name}: {e.Message}", e.Hint);
                return e.Code;
            }
            catch (CommandException e)
            {
                Pause(e.Message);
            }
#pragma warning disable CA1031 // the last resort: nothing leaves a thread
            catch (Exception e)
#pragma warning restore CA1031
            {
                _fetch.Report.Failure($"{_fetch.Name}: a mistake of this program: {e.GetType().Name}: {e.Message}", "please report it");
                return ExitCode.Software;
            }
        }

        return ExitCode.Ok;
    }

    /// <summary>What prints an access token may need the network too; that it worked once says that it is set up.</summary>
    private bool IsPasswordCommandAway(CommandException e) => e.Code == ExitCode.Unavailable && _hasConnected;

    private void Watch()
    {
        using ImapMailbox mailbox = _fetch.Connect();
        _hasConnected = true;
        for (bool isOpen = true; !_stop.IsCancellationRequested;)
        {
            FetchForm left = _fetch.Finish();
            FetchForm form = _fetch.Pass(mailbox, _folder, isOpen, _showsBar);
            _pause = FirstPause;
            if (_isLost)
                _fetch.Report.Note($"{_fetch.Name}/{_folder}: connected again");
            _isLost = false;
            if (left.Delivered + form.Delivered > 0)
                _fetch.Report.Note($"{_fetch.Name}/{_folder}: {left.Delivered + form.Delivered} delivered");
            // what is to be tried again is not worth asking for without a pause; new mail ends it
            mailbox.Wait(mailbox.CanIdle && left.Later + form.Later == 0 ? IdleTime : AskingTime);
        }
    }

    private void Pause(string reason)
    {
        if (_stop.IsCancellationRequested)
            return;
        if (!_isLost)
            _fetch.Report.Failure($"{_fetch.Name}/{_folder}: {reason}", "it is tried again");
        _isLost = true;
        // a little sooner or later each time, so that not all come back at once
        Span<byte> chance = stackalloc byte[1];
        _fetch.Random.Fill(chance);
        double share = 0.75 + (chance[0] / 512.0);
        _stop.WaitHandle.WaitOne(_pause * share);
        _pause = TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks));
    }
}
