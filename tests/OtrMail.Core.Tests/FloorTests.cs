using System.Text.RegularExpressions;

namespace OtrMail.Core.Tests;

/// <summary>
/// Reads the floors off the sources: no file may name a namespace that stands above its own (docs/ARCHITECTURE.md).
/// </summary>
public sealed partial class FloorTests
{
    private const string Core = "OtrMail.Core";

    /// <summary>What each floor may use: other floors, and packages by their namespaces. The base class library is free.</summary>
    private static readonly Dictionary<string, string[]> Floors = new()
    {
        ["OtrMail.Ring"] = ["Org.BouncyCastle"],
        [$"{Core}.Primitives"] = ["OtrMail.Ring", "Org.BouncyCastle"],
        [$"{Core}.Wire"] = [],
        [$"{Core}.Streams"] = [$"{Core}.Primitives", "OtrMail.Ring"],
        [$"{Core}.Ratchet"] = [$"{Core}.Wire", $"{Core}.Primitives", "OtrMail.Ring"],
        [$"{Core}.Storage"] = [$"{Core}.Primitives", "OtrMail.Ring", "Org.BouncyCastle", "SQLitePCL"],
        [$"{Core}.Keys"] = [$"{Core}.Wire", $"{Core}.Primitives", $"{Core}.Storage", "OtrMail.Ring"],
        [$"{Core}.Mail"] =
            [$"{Core}.Ratchet", $"{Core}.Keys", $"{Core}.Wire", $"{Core}.Primitives", $"{Core}.Streams", $"{Core}.Storage", "OtrMail.Ring"],
        [$"{Core}.Mime"] =
            [$"{Core}.Mail", $"{Core}.Keys", $"{Core}.Wire", $"{Core}.Primitives", $"{Core}.Streams", "OtrMail.Ring", "MimeKit"],
        [$"{Core}.Im"] = [$"{Core}.Ratchet", $"{Core}.Wire", $"{Core}.Primitives", $"{Core}.Storage", "OtrMail.Ring"],
        ["OtrMail.Cli"] = [Core, "OtrMail.Ring"],
        ["OtrMail.Cli.Transport"] = ["OtrMail.Cli", Core, "OtrMail.Ring", "MailKit", "MimeKit"],
    };

    /// <summary>Packages that only some floors may use; others (command line, settings) are the Cli's own business.</summary>
    private static readonly string[] Guarded = ["Org.BouncyCastle", "MimeKit", "MailKit", "SQLitePCL"];

    [Fact]
    public void No_import_runs_upward()
    {
        string[] violations = [.. Sources().SelectMany(Violations)];
        Assert.True(violations.Length == 0, string.Join('\n', violations));
    }

    [Fact]
    public void Every_folder_of_the_core_is_a_floor_and_every_namespace_is_its_folder()
    {
        string core = Path.Combine(TestFiles.Root, Core);
        foreach (string folder in Directory.GetDirectories(core).Select(d => Path.GetFileName(d)).Except(["bin", "obj"]))
            Assert.Contains($"{Core}.{folder}", Floors.Keys);
        foreach (string file in Sources())
        {
            Match declared = NamespaceLine().Match(File.ReadAllText(file));
            if (declared.Success) // Program.cs has none
                Assert.True(declared.Groups[1].Value == NamespaceOf(file), $"{file}: namespace {declared.Groups[1].Value}");
        }
    }

    [Fact]
    public void Store_wire_ratchet_and_mime_take_nothing_of_ring_signatures_but_the_random_source()
    {
        string[] floors = [$"{Core}.Storage", $"{Core}.Wire", $"{Core}.Ratchet", $"{Core}.Primitives", $"{Core}.Mime"];
        foreach (string file in Sources().Where(file => floors.Contains(FloorOf(file))))
            Assert.DoesNotMatch(RingTypes(), Code(File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("OtrMail.Core.Wire", "using OtrMail.Core.Mail;", true)]
    [InlineData("OtrMail.Core.Mail", "using OtrMail.Core.Mime;", true)]
    [InlineData("OtrMail.Core.Mail", "return Mime.OuterMail.Write();", true)]
    [InlineData("OtrMail.Core.Mail", "var x = new OtrMail.Core.Mime.OuterMail();", true)]
    [InlineData("OtrMail.Core.Mail", "using MimeKit;", true)]
    [InlineData("OtrMail.Core.Mail", "using OtrMail.Core.Keys;", false)]
    [InlineData("OtrMail.Core.Mail", "// see OtrMail.Core.Mime and MimeKit.MimeMessage", false)]
    [InlineData("OtrMail.Core.Mail", "x(\"OtrMail.Core.Mime\");", false)]
    [InlineData("OtrMail.Core.Storage", "using OtrMail.Core.Keys;", true)]
    [InlineData("OtrMail.Core.Keys", "using SQLitePCL;", true)]
    [InlineData("OtrMail.Ring", "using OtrMail.Core.Wire;", true)]
    [InlineData("OtrMail.Core.Mime", "using OtrMail.Cli;", true)]
    [InlineData("OtrMail.Cli.Commands", "using MailKit.Net.Imap;", true)]
    [InlineData("OtrMail.Cli.Transport", "using MailKit.Net.Imap;", false)]
    [InlineData("OtrMail.Core.Mime", "using static OtrMail.Core.Mail.Padme;", false)]
    public void A_line_that_runs_upward_is_noticed(string ns, string line, bool isUpward) =>
        Assert.Equal(isUpward, Violations("Some.cs", ns, line).Any());

    private static IEnumerable<string> Sources()
    {
        foreach (string project in new[] { "OtrMail.Ring", Core, "OtrMail.Cli" })
        {
            string folder = Path.Combine(TestFiles.Root, project);
            string[] files = [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))];
            Assert.True(files.Length > 0, $"no sources in {folder}");
            foreach (string file in files)
                yield return file;
        }
    }

    private static string NamespaceOf(string file) =>
        Path.GetRelativePath(TestFiles.Root, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');

    private static string FloorOf(string file) => FloorOfNamespace(NamespaceOf(file));

    /// <summary>The longest floor that a namespace belongs to.</summary>
    private static string FloorOfNamespace(string ns) =>
        Floors.Keys.Where(floor => IsIn(ns, floor)).MaxBy(floor => floor.Length) ?? ns;

    private static bool IsIn(string ns, string floor) =>
        ns == floor || ns.StartsWith(floor + ".", StringComparison.Ordinal);

    private static IEnumerable<string> Violations(string file) =>
        Violations(Path.GetRelativePath(TestFiles.Root, file), NamespaceOf(file), File.ReadAllText(file));

    private static IEnumerable<string> Violations(string file, string ns, string text)
    {
        string floor = FloorOfNamespace(ns);
        string[] allowed = Floors.TryGetValue(floor, out string[]? list) ? list : [];
        string[] lines = Code(text).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            foreach (string used in Used(lines[i], ns).Where(used => !IsIn(used, floor) && !allowed.Any(a => IsIn(used, a))))
                yield return $"{file}:{i + 1}: {floor} may not use {used}";
        }
    }

    /// <summary>Floors and guarded packages that a line of code names, in full or from within OtrMail.Core.</summary>
    private static IEnumerable<string> Used(string line, string ns)
    {
        if (line.StartsWith("namespace ", StringComparison.Ordinal))
            yield break;
        foreach (Match match in FullName().Matches(line))
            yield return FloorOfNamespace(match.Value);
        foreach (string package in Guarded.Where(package => Regex.IsMatch(line, $@"(?<![\w.]){Regex.Escape(package)}\b")))
            yield return package;
        if (!IsIn(ns, Core))
            yield break;
        foreach (Match match in ShortName().Matches(line))
        {
            if (Floors.ContainsKey($"{Core}.{match.Groups[1].Value}"))
                yield return $"{Core}.{match.Groups[1].Value}";
        }
    }

    /// <summary>The text without comments and without what stands in quotes; lines stay where they are.</summary>
    private static string Code(string text) => Quoted().Replace(text, match => match.Value.StartsWith('"') ? "\"\"" : "");

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"\bOtrMail\.(?:Ring|Core|Cli)(?:\.[A-Z]\w*)*")]
    private static partial Regex FullName();

    [GeneratedRegex(@"(?<![\w.])([A-Z]\w+)\.[A-Z]")]
    private static partial Regex ShortName();

    [GeneratedRegex(@"\b(?:Rsa\w+|Ring(?:Sign\w+|Verifier)|TrapdoorPermutation)\b")]
    private static partial Regex RingTypes();

    [GeneratedRegex("""//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'""")]
    private static partial Regex Quoted();
}
