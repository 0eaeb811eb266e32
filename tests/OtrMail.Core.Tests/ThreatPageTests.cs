using System.Text.RegularExpressions;

namespace OtrMail.Core.Tests;

/// <summary>docs/THREATS.md promises nothing that no test shows.</summary>
public sealed partial class ThreatPageTests
{
    [Fact]
    public void Every_test_that_the_threat_model_names_is_there()
    {
        (string Class, string Name)[] named = [.. NamedTests()];
        Assert.True(named.Length > 60, $"only {named.Length} tests are named");
        Dictionary<string, string> sources = Directory
            .GetFiles(Path.Combine(TestFiles.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .GroupBy(file => Path.GetFileNameWithoutExtension(file))
            .ToDictionary(files => files.Key, files => string.Concat(files.Select(File.ReadAllText)));
        string[] missing = [.. named
            .Where(test => !sources.TryGetValue(test.Class, out string? source)
                || !source.Contains($" {test.Name}(", StringComparison.Ordinal))
            .Select(test => $"{test.Class}.{test.Name}")];
        Assert.True(missing.Length == 0, string.Join('\n', missing));
    }

    [Fact]
    public void Every_promise_of_the_threat_model_names_what_shows_it()
    {
        string[] rows = [.. Page().Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Split('|').Length == 4)];
        Assert.True(rows.Length > 40);
        Assert.All(rows.Where(row => row != "| promise | test |"), row => Assert.Contains('`', row.Split('|')[2]));
    }

    private static string Page() => File.ReadAllText(Path.Combine(TestFiles.Root, "docs", "THREATS.md"));

    private static IEnumerable<(string Class, string Name)> NamedTests() =>
        TestName().Matches(Page()).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex TestName();
}
