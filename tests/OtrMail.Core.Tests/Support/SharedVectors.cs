using System.Text.Json;

namespace OtrMail.Core.Tests.Support;

/// <summary>Reads published vectors (Wycheproof's layout, and the X-Wing draft's).</summary>
internal static class SharedVectors
{
    public static JsonElement Load(string file)
    {
        string path = SharedVectorsFactAttribute.Find(file) ?? throw new FileNotFoundException(file);
        using FileStream stream = File.OpenRead(path);
        using JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    /// <summary>All (group, test) of a Wycheproof file.</summary>
    public static IEnumerable<(JsonElement Group, JsonElement Test)> Wycheproof(string file) =>
        from g in Load(Path.Combine("wycheproof", file)).GetProperty("testGroups").EnumerateArray()
        from t in g.GetProperty("tests").EnumerateArray()
        select (g, t);

    public static byte[] Hex(this JsonElement element, string name) =>
        Convert.FromHexString(element.GetProperty(name).GetString()!);

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
