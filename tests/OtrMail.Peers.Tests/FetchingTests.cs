using System.Diagnostics;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>What tests of <c>fetch</c> share: alice, who writes, bob, who fetches into his Maildir, and a server that is started when it is first needed.</summary>
public abstract class FetchingTests : IDisposable
{
    private readonly Lazy<Dovecot> _dovecot = new(() => new Dovecot());

    private protected Household People { get; } = Household.New();

    private protected Dovecot Server => _dovecot.Value;

    public virtual void Dispose()
    {
        if (_dovecot.IsValueCreated)
            Server.Dispose();
        People.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void Configure(string text) => File.WriteAllText(Path.Combine(People["bob"], "config.toml"), text);

    private protected RunResult Fetch(params string[] arguments) => People.Run("bob", null, ["fetch", .. arguments]);

    /// <summary>The same in this process.</summary>
    private protected RunResult Inside() => People.Inside("bob", null, "fetch");

    /// <summary>The files that were delivered.</summary>
    private protected string[] Delivered(string maildir = "Mail") =>
    [
        .. new[] { "new", "cur" }.Select(part => Path.Combine(People["bob"], maildir, part)).Where(Directory.Exists).SelectMany(Directory.GetFiles),
    ];

    /// <summary>The last lines of the mails that were delivered, in order.</summary>
    private protected string[] Bodies(string maildir = "Mail") =>
    [
        .. Delivered(maildir).Select(file => File.ReadAllText(file).TrimEnd('\n', '\r').Split('\n')[^1]).Order(StringComparer.Ordinal),
    ];

    private protected void WaitForBodies(int count)
    {
        for (var time = Stopwatch.StartNew(); Bodies().Length < count; Thread.Sleep(50))
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(25), $"{Bodies().Length} of {count} mails came");
        Assert.Equal(count, Bodies().Length);
    }
}
