using System.Diagnostics;

namespace OtrMail.Core.Tests;

/// <summary><c>release/audit.sh</c> with a package source and a dotnet of our own: what it says, and whether continuous integration fails.</summary>
public sealed class AuditTests : IDisposable
{
    private const string WithList = """{"resources": [{"@id": "x", "@type": "VulnerabilityInfo/6.7.0"}]}""";
    private const string Clean = """{"version": 1, "parameters": "--vulnerable --include-transitive", "projects": [{"path": "x.csproj"}]}""";

    private const string Vulnerable = """
        {"version": 1, "projects": [{"path": "x.csproj", "frameworks": [{"framework": "net10.0", "topLevelPackages": [
        {"id": "Some.Package", "resolvedVersion": "1.0.0", "vulnerabilities": [{"severity": "High", "advisoryurl": "https://example.org/1"}]}]}]}]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("otrmail-audit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(WithList, Vulnerable, "", 1, "Some.Package")]
    [InlineData(WithList, Vulnerable, "--strict", 1, "vulnerable packages: see above")]
    [InlineData(WithList, Clean, "", 0, "audited: no package with a known vulnerability")]
    [InlineData(WithList, Clean, "--strict", 0, "audited: no package with a known vulnerability")]
    [InlineData("""{"resources": []}""", Clean, "", 0, "not audited: the package source")]
    [InlineData("""{"resources": []}""", Clean, "--strict", 1, "not audited: the package source")]
    public void A_vulnerable_package_fails_and_a_source_without_a_list_is_told(string index, string list, string argument, int exitCode, string said)
    {
        if (OperatingSystem.IsWindows())
            return;
        Put("curl", $"cat <<'END'\n{index}\nEND\n");
        Put("dotnet", $"case $1 in nuget) echo 'E http://packages.example.org/index.json' ;; *) cat <<'END'\n{list}\nEND\nesac\n");
        var start = new ProcessStartInfo("bash", [Path.Combine(TestFiles.Root, "release", "audit.sh"), .. argument.Length > 0 ? new[] { argument } : []]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Contains(said, output);
        Assert.Equal(exitCode, process.ExitCode);
    }

    private void Put(string name, string script)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, "#!/bin/sh\n" + script);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
