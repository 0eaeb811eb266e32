namespace OtrMail.Faults.Tests.Crash;

/// <summary>Everything that is broken off.</summary>
internal static class AllScenarios
{
    private static readonly Func<Scenario>[] Makers =
    [
        () => new SendingScenario("encrypt", null, "encrypt"),
        () => new SendingScenario("encrypt -o", "out.eml", "encrypt", "-o", "out.eml"),
        () => new SendingScenario("filter out", null, "filter", "out"),
        () => new ReadingScenario("decrypt", null, "decrypt"),
        () => new ReadingScenario("decrypt -o", "read.eml", "decrypt", "-o", "read.eml"),
        () => new ReadingScenario("filter in", null, "filter", "in"),
        () => new SeveralScenario(),
        () => new RotateScenario(),
        () => new ForgettingScenario("key forget", "key", "forget", "alice@example.org"),
        () => new ForgettingScenario("archive forget", "archive", "forget", "--all"),
        () => new TendScenario(),
    ];

    /// <summary>Their names.</summary>
    public static TheoryData<string> Names => [.. Makers.Select(make => make().Name)];

    public static Scenario Of(string name) => Makers.Select(make => make()).Single(scenario => scenario.Name == name);
}
