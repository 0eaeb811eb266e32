using OtrMail.Faults.Tests.Tracing;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>
/// An SMTP server that lives on when the program is broken off, and knows to whom it said yes. The first run that is whole tells what it takes
/// in all, so that it can be put back to any point of that run.
/// </summary>
internal sealed class LivingServer : IDisposable
{
    private readonly FakeSmtpServer _server = new();
    private IReadOnlyList<(string Recipient, byte[] Mail)> _all = [];

    /// <summary>What it took, once nobody speaks with it any more.</summary>
    public IReadOnlyList<(string Recipient, byte[] Mail)> Taken
    {
        get
        {
            _server.WaitUntilQuiet();
            return _server.Taken;
        }
    }

    /// <summary>The account in config.toml that sends by it.</summary>
    public string Account() => _server.Account();

    /// <summary>It has taken nothing yet.</summary>
    public void Begin()
    {
        _server.WaitUntilQuiet();
        _server.Remember([]);
    }

    /// <summary>It has taken what it had when a whole run was at this touch.</summary>
    public void Rewind(TracedRun whole, int last)
    {
        Assert.Equal(_all.Count, whole.MailsSent(whole.Count));
        _server.Remember(_all.Take(whole.MailsSent(last)));
    }

    /// <summary>What it took, after a run; of so many mails in all.</summary>
    public IReadOnlyList<(string Recipient, byte[] Mail)> TakenOf(int mails)
    {
        IReadOnlyList<(string Recipient, byte[] Mail)> taken = Taken;
        if (taken.Count == mails && _all.Count == 0)
            _all = taken;
        return taken;
    }

    public void Dispose() => _server.Dispose();
}
