using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OtrMail.Core.Tests;

/// <summary>docs/DEPENDENCIES.md and the bill of materials, against the lock files and what the packages say of themselves.</summary>
public sealed partial class DependencyListTests
{
    private static readonly string[] Free = ["MIT", "Apache-2.0", "BSD-2-Clause", "Public-Domain"];

    [Fact]
    public void Every_package_of_the_lock_files_is_listed_with_its_version_and_license()
    {
        Dictionary<(string, string), string> listed = Listed();
        HashSet<(string, string)> locked = [.. LockFiles("*").SelectMany(Packages)];
        Assert.True(locked.Count > 20);
        Assert.Equal(locked.Order(), listed.Keys.Order());
        Assert.All(listed.Values, license => Assert.Contains(license, Free));
    }

    [Fact]
    public void The_listed_licenses_are_those_that_the_packages_name()
    {
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        int compared = 0;
        foreach (((string name, string version), string license) in Listed())
        {
#pragma warning disable CA1308 // NuGet's folders are in lower case
            string lower = name.ToLowerInvariant();
#pragma warning restore CA1308
            string file = Path.Combine(cache, lower, version, lower + ".nuspec");
            if (!File.Exists(file) || Expression().Match(File.ReadAllText(file)) is not { Success: true } named)
                continue; // not for this machine, or a license in a file of its own
            Assert.Equal(named.Groups[1].Value, license);
            compared++;
        }

        Assert.True(compared > 15, $"only {compared} packages could be asked");
    }

    [PythonFact]
    public void The_bill_of_materials_is_made_of_the_same_packages_and_twice_the_same()
    {
        string bill = Bill();
        Assert.Equal(bill, Bill());
        using JsonDocument document = JsonDocument.Parse(bill);
        Assert.Equal("CycloneDX", document.RootElement.GetProperty("bomFormat").GetString());
        (string, string)[] components = [.. document.RootElement.GetProperty("components").EnumerateArray()
            .Select(one => (one.GetProperty("name").GetString()!, one.GetProperty("version").GetString()!))];
        HashSet<(string, string)> locked = [.. LockFiles("OtrMail.Cli").SelectMany(Packages)];
        locked.RemoveWhere(package => package.Item1 is "Microsoft.CodeAnalysis.BannedApiAnalyzers" or "Microsoft.NET.ILLink.Tasks");
        Assert.Equal(locked.Order(), components.Order());
    }

    [PythonFact]
    public void It_names_the_OpenSSL_that_is_linked_when_it_is_told()
    {
        using JsonDocument document = JsonDocument.Parse(Bill("--openssl", "3.0.19-1"));
        JsonElement[] components = [.. document.RootElement.GetProperty("components").EnumerateArray()];
        JsonElement openssl = Assert.Single(components, one => one.GetProperty("name").GetString() == "openssl");
        Assert.Equal("3.0.19-1", openssl.GetProperty("version").GetString());
        JsonElement own = document.RootElement.GetProperty("dependencies").EnumerateArray().First();
        Assert.Contains(own.GetProperty("dependsOn").EnumerateArray(), one => one.GetString() == openssl.GetProperty("bom-ref").GetString());
    }

    private static string Bill(params IEnumerable<string> options)
    {
        using Process process = Process.Start(new ProcessStartInfo("python3", [Path.Combine(TestFiles.Root, "release", "sbom.py"), .. options])
        {
            RedirectStandardOutput = true,
        })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return text;
    }

    private static Dictionary<(string, string), string> Listed() => Row()
        .Matches(File.ReadAllText(Path.Combine(TestFiles.Root, "docs", "DEPENDENCIES.md")))
        .ToDictionary(row => (row.Groups[1].Value, row.Groups[2].Value), row => row.Groups[3].Value);

    private static IEnumerable<string> LockFiles(string folder) => Directory
        .GetDirectories(TestFiles.Root, folder)
        .Concat(folder == "*" ? Directory.GetDirectories(Path.Combine(TestFiles.Root, "tests")) : [])
        .Select(directory => Path.Combine(directory, "packages.lock.json"))
        .Where(File.Exists);

    private static IEnumerable<(string, string)> Packages(string lockFile)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(lockFile));
        foreach (JsonProperty target in document.RootElement.GetProperty("dependencies").EnumerateObject())
        {
            foreach (JsonProperty package in target.Value.EnumerateObject())
            {
                if (package.Value.TryGetProperty("resolved", out JsonElement version))
                    yield return (package.Name, version.GetString()!);
            }
        }
    }

    [GeneratedRegex(@"^\| (\S+) \| (\d\S*) \| (\S+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("<license type=\"expression\">([^<]+)</license>")]
    private static partial Regex Expression();
}
