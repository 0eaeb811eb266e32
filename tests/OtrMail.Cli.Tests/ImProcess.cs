using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OtrMail.Cli.Tests;

/// <summary>The program's <c>im</c> as a process: one line there, the lines that came of it back.</summary>
internal sealed class ImProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    /// <param name="people">Whose homes.</param>
    /// <param name="person">Whose home.</param>
    /// <param name="account">The own name.</param>
    /// <param name="peer">The other's name.</param>
    /// <param name="options">More options.</param>
    public ImProcess(Household people, string person, string account, string peer, params string[] options)
    {
        ProcessStartInfo start = OtrMailProgram.Start(
            people.Folder, ["im", "--account", account, "--peer", peer, "--home", people[person], .. options]);
        start.StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        start.StandardOutputEncoding = Encoding.UTF8;
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
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
    public List<JsonObject> Close()
    {
        _process.StandardInput.Close();
        List<JsonObject> lines = [];
        while (_process.StandardOutput.ReadLine() is { } line)
            lines.Add(Parse(line));
        Assert.True(_process.WaitForExit(10_000));
        Assert.True(_process.ExitCode == 0, _error.Result);
        return lines;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static JsonObject Parse(string line) => JsonNode.Parse(line, documentOptions: new JsonDocumentOptions { MaxDepth = 4 })!.AsObject();

    private void Write(string line)
    {
        _process.StandardInput.Write(line + "\n");
        _process.StandardInput.Flush();
    }

    private JsonObject Next()
    {
        Task<string?> reading = _process.StandardOutput.ReadLineAsync();
        Assert.True(reading.Wait(60_000), "otrmail im gives no answer");
        Assert.True(reading.Result is not null, $"otrmail im has ended: {(_error.Wait(1000) ? _error.Result : "")}");
        return Parse(reading.Result);
    }
}
