namespace OtrMail.Faults.Tests.Crash;

/// <summary>Everything that is broken off.</summary>
internal static class AllScenarios
{
    private static readonly Dictionary<string, Func<Scenario>> Makers = new()
    {
        ["encrypt"] = () => new SendingScenario("encrypt", null, "encrypt"),
        ["encrypt -o"] = () => new SendingScenario("encrypt -o", "out.eml", "encrypt", "-o", "out.eml"),
        ["encrypt --output-dir"] = () => new SeveralScenario(),
        ["filter out"] = () => new SendingScenario("filter out", null, "filter", "out"),
        ["sendmail"] = () => new SendmailScenario(),
        ["decrypt"] = () => new ReadingScenario("decrypt", null, "decrypt"),
        ["decrypt -o"] = () => new ReadingScenario("decrypt -o", "read.eml", "decrypt", "-o", "read.eml"),
        ["filter in"] = () => new ReadingScenario("filter in", null, "filter", "in"),
        ["fetch"] = () => new FetchScenario(),
        ["key rotate"] = () => new RotateScenario(),
        ["key forget"] = () => new ForgettingScenario("key forget", "key", "forget", "alice@example.org"),
        ["archive forget"] = () => new ForgettingScenario("archive forget", "archive", "forget", "--all"),
        ["tend"] = () => new TendScenario(),
    };

    /// <summary>Their names; fetching needs a server to fetch from.</summary>
    public static TheoryData<string> Names => Without([]);

    /// <summary>The names of those that are not excepted.</summary>
    public static TheoryData<string> Without(params string[] excepted) =>
        [.. Makers.Keys.Except(excepted).Where(name => name != "fetch" || Peers.Tests.PeerFactAttribute.Find("dovecot") is not null)];

    public static Scenario Of(string name) => Makers[name]();
}
