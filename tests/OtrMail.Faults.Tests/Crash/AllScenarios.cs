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
        ["sendmail by SMTP"] = () => new SmtpScenario("sendmail by SMTP", "sendmail", "-t", "-i"),
        ["send"] = () => new SmtpScenario("send", "send"),
        ["decrypt"] = () => new ReadingScenario("decrypt", null, "decrypt"),
        ["decrypt -o"] = () => new ReadingScenario("decrypt -o", "read.eml", "decrypt", "-o", "read.eml"),
        ["filter in"] = () => new ReadingScenario("filter in", null, "filter", "in"),
        ["fetch"] = () => new FetchScenario(),
        ["key rotate"] = () => new RotateScenario(),
        ["key forget"] = () => new ForgettingScenario("key forget", "key", "forget", "alice@example.org"),
        ["archive forget"] = () => new ForgettingScenario("archive forget", "archive", "forget", "--all"),
        ["tend"] = () => new TendScenario(),
        ["init"] = () => new InitScenario("init", isImported: false),
        ["init --import"] = () => new InitScenario("init --import", isImported: true),
        ["passphrase"] = () => new PassphraseScenario(),
        ["nak -o"] = () => new NakScenario(),
        ["nak by SMTP"] = () => new NoticeScenario("nak by SMTP", "bob", "nak", "alice@example.org"),
        ["resend -o"] = () => new ResendScenario(),
        ["resend by SMTP"] = () => new NoticeScenario("resend by SMTP", "alice", "resend", "bob@example.org"),
        ["key import"] = Changes.KeyImport,
        ["key verify"] = Changes.KeyVerify,
        ["key accept"] = Changes.KeyAccept,
        ["key add-address"] = Changes.KeyAddAddress,
        ["restored"] = Changes.Restored,
        ["queue drop"] = Changes.QueueDrop,
        ["im key"] = Changes.ImKey,
        ["im forget"] = Changes.ImForget,
    };

    /// <summary>Their names; fetching needs a server to fetch from.</summary>
    public static TheoryData<string> Names => Without([]);

    /// <summary>The names of those that are not excepted.</summary>
    public static TheoryData<string> Without(params string[] excepted) =>
        [.. Makers.Keys.Except(excepted).Where(CanRun)];

    /// <summary>Whether it can run here.</summary>
    public static bool CanRun(string name) => name != "fetch" || Peers.Tests.PeerFactAttribute.Find("dovecot") is not null;

    public static Scenario Of(string name) => Makers[name]();
}
