using System.Text.Json;
using System.Text.Json.Nodes;

namespace OtrMail.Cli.Tests;

/// <summary>The program's <c>im</c> as a process: one line there, the lines that came of it back.</summary>
internal sealed class ImProcess : IDisposable
{
    private readonly LineProcess _lines;

    /// <param name="people">Whose homes.</param>
    /// <param name="person">Whose home.</param>
    /// <param name="account">The own name.</param>
    /// <param name="peer">The other's name.</param>
    /// <param name="options">More options.</param>
    public ImProcess(Household people, string person, string account, string peer, params string[] options)
    {
        _lines = new LineProcess(OtrMailProgram.Start(
            people.Folder, ["im", "--account", account, "--peer", peer, "--home", people[person], .. options]));
        JsonObject ready = Next();
        Assert.Equal("ready", Text(ready, "event"));
        Fingerprint = Text(ready, "fingerprint");
        Instance = Text(ready, "instance");
    }

    /// <summary>Of the own key.</summary>
    public string Fingerprint { get; }

    /// <summary>The own instance tag.</summary>
    public string Instance { get; }

    /// <summary>A member of a line; empty when it is not there.</summary>
    public static string Text(JsonObject line, string member) => line[member]?.ToString() ?? "";

    /// <summary>What a text that is said goes as.</summary>
    public JsonObject Status()
    {
        Write("""{"do":"status"}""");
        JsonObject line = Next();
        Assert.Equal("status", Text(line, "event"));
        return line;
    }

    /// <summary>Sends a line and answers all lines that came of it.</summary>
    public List<JsonObject> Do(JsonObject request) => DoLine(request.ToJsonString());

    /// <summary>The same with any text.</summary>
    public List<JsonObject> DoLine(string request)
    {
        Write(request);
        Write("{}"); // answered by a mistake that nothing else makes
        List<JsonObject> lines = [];
        while (true)
        {
            JsonObject line = Next();
            if (Text(line, "text") == "exactly one of wire, say and do is needed")
                return lines;
            lines.Add(line);
        }
    }

    /// <summary>Ends the input and answers what came then.</summary>
    public List<JsonObject> Close() => _lines.Close().ConvertAll(Parse);

    public void Dispose() => _lines.Dispose();

    private static JsonObject Parse(string line) => JsonNode.Parse(line, documentOptions: new JsonDocumentOptions { MaxDepth = 4 })!.AsObject();

    private void Write(string line) => _lines.Write(line + "\n");

    private JsonObject Next() => Parse(_lines.Next());
}
