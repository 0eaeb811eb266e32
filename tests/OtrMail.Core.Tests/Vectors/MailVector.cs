using System.Text.Json;

namespace OtrMail.Core.Tests.Vectors;

/// <summary>One file of tests/vectors/mail, in the format of the README there.</summary>
internal sealed class MailVector(string name, JsonElement json)
{
    public string Name { get; } = name;

    public bool IsAccepted => Text("expected") == "accepted";

    public long Now => json.GetProperty("now").GetInt64();

    /// <summary>All vectors; finding none is an error.</summary>
    public static IReadOnlyDictionary<string, MailVector> LoadAll()
    {
        Dictionary<string, MailVector> all = Directory.EnumerateFiles(Folder, "*.json")
            .Select(file => (Name: Path.GetFileNameWithoutExtension(file), File: file))
            .ToDictionary(v => v.Name, v => Read(v.Name, v.File));
        return all.Count > 0 ? all : throw new FileNotFoundException("no vectors in " + Folder);
    }

    public static string Folder => Path.Combine(TestFiles.Tests, "vectors", "mail");

    public string Text(string member) => json.GetProperty(member).GetString()!;

    public byte[] Bytes(string member) => Convert.FromHexString(Text(member));

    public long Number(string member) => json.GetProperty(member).GetInt64();

    public bool Flag(string member) => json.GetProperty(member).GetBoolean();

    public IReadOnlyList<string> List(string member) =>
        [.. json.GetProperty(member).EnumerateArray().Select(item => item.GetString()!)];

    public IReadOnlyList<string> Published =>
        [.. json.GetProperty("publishedSigningKeys").EnumerateArray().Select(item =>
            $"{item.GetProperty("fingerprint").GetString()}:{item.GetProperty("prime").GetString()}")];

    private static MailVector Read(string name, string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
        return new MailVector(name, document.RootElement.Clone());
    }
}
