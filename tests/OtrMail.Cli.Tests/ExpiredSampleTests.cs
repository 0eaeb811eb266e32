namespace OtrMail.Cli.Tests;

/// <summary>
/// The files of samples/deniability with a signing key that has expired and was published. With OTRMAIL_WRITE_SAMPLES
/// they are made anew, under a clock of the year 2025.
/// </summary>
public sealed class ExpiredSampleTests : IDisposable
{
    private static readonly string Samples = Path.Combine(SampleMails.Folder, "..", "deniability");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_samples_hold_a_published_key_that_fits_the_bundle()
    {
        if (Environment.GetEnvironmentVariable("OTRMAIL_WRITE_SAMPLES") is not null)
            Make();
        string prime = ForgeTests.PrimeIn(Path.Combine(Samples, "erin-later.eml"), _folder.Path);
        RunResult forged = InProcess.Run(
            _folder.Path,
            TimeProvider.System,
            null,
            new ScriptedPrompt(),
            [
                "forge", "first", "--prime", prime, "--sender-bundle", Path.Combine(Samples, "erin.asc"),
                "--recipient-bundle", Path.Combine(Samples, "erin.asc"), Path.Combine(Samples, "erin-never-wrote.eml"),
            ]);
        Assert.Contains("T1RST", forged.Ok().Text);
    }

    private void Make()
    {
        var clock = new TestClock { Seconds = 1_735_722_000 }; // 1 January 2025
        RunResult Run(string home, byte[]? input, params string[] arguments) =>
            InProcess.Run(_folder.Path, clock, input, new ScriptedPrompt(), [.. arguments, "--home", _folder[home]]).Ok();
        byte[] mail = "From: erin@example.org\nTo: frank@example.net\nSubject: hello\n\nhello\n"u8.ToArray();
        Run("erin", null, "init", "erin@example.org", "--no-passphrase");
        Run("frank", null, "init", "frank@example.net", "--no-passphrase");
        Run("erin", null, "key", "export", "-o", Path.Combine(Samples, "erin.asc"));
        Run("frank", null, "key", "export", "-o", _folder["frank.asc"]);
        Run("erin", null, "key", "import", _folder["frank.asc"]);
        Run("erin", mail, "encrypt", "-o", _folder["first.eml"]);
        clock.Pass(days: 98);
        Run("erin", mail, "encrypt", "-o", _folder["second.eml"]);
        clock.Pass(days: 2);
        Run("erin", mail, "encrypt", "-o", Path.Combine(Samples, "erin-later.eml"));
    }
}
