using System.Text.Json.Nodes;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests.Chat;

/// <summary>Alice with this program and Bob with libotr, and the network between them.</summary>
internal sealed class Talk : IDisposable
{
    private readonly List<string> _told = [];
    private readonly Queue<Action> _underway = [];

    public Talk(Household people, params string[] options)
    {
        Im = new ImProcess(people, "alice", "alice", "bob", options);
        Bob = new LibotrPeer(people["bob.key"], "bob", "alice");
    }

    public ImProcess Im { get; private set; }

    public LibotrPeer Bob { get; private set; }

    /// <summary>All messages on the wire, in order: who sent it, and the text.</summary>
    public List<(string From, string Text)> Wire { get; } = [];

    /// <summary>
    /// The user of this program does something; answers what both were told, in order: "im heard encrypted …", "bob event …".
    /// </summary>
    public List<string> Do(string what, params (string Name, JsonNode Value)[] more)
    {
        var request = new JsonObject { ["do"] = what };
        foreach ((string name, JsonNode value) in more)
            request[name] = value;
        return Told(() => FromIm(Im.Do(request)));
    }

    /// <summary>The user of this program says something.</summary>
    public List<string> Say(string text) => Told(() => FromIm(Im.Do(new JsonObject { ["say"] = text })));

    /// <summary>Bob gives a command.</summary>
    public List<string> BobDoes(params string[] command) => Told(() => FromBob(Bob.Do(command)));

    /// <summary>A message reaches this program out of the blue.</summary>
    public List<string> ReachesIm(string wire) => Told(() => ToIm(wire));

    /// <summary>A conversation that is encrypted.</summary>
    public Talk Secure()
    {
        List<string> told = Do("start");
        Assert.Contains($"im event secure {Bob.Fingerprint}", told);
        return this;
    }

    /// <summary>This program starts again, with all sessions forgotten.</summary>
    public void RestartIm(Household people, params string[] options)
    {
        Im.Dispose();
        Im = new ImProcess(people, "alice", "alice", "bob", options);
    }

    /// <summary>Bob's program starts again.</summary>
    public void RestartBob(Household people)
    {
        Bob.Dispose();
        Bob = new LibotrPeer(people["bob.key"], "bob", "alice");
    }

    public void Dispose()
    {
        Im.Dispose();
        Bob.Dispose();
    }

    private List<string> Told(Action act)
    {
        _told.Clear();
        act();
        while (_underway.TryDequeue(out Action? arrive))
            arrive();
        return [.. _told];
    }

    private void FromIm(List<JsonObject> lines)
    {
        foreach (JsonObject line in lines)
        {
            if (line["wire"] is { } wire)
            {
                Wire.Add(("im", wire.ToString()));
                _underway.Enqueue(() => FromBob(Bob.Do("wire", wire.ToString())));
            }
            else if (line["heard"] is { } heard)
            {
                _told.Add($"im heard {((bool)line["encrypted"]! ? "encrypted" : "plain")} {heard}");
            }
            else
            {
                string[] members = ["event", "by", "fingerprint", "question", "text", "key"];
                _told.Add(string.Join(' ', members.Select(member => ImProcess.Text(line, member)).Where(part => part.Length > 0).Prepend("im event")));
            }
        }
    }

    private void FromBob(IReadOnlyList<string[]> lines)
    {
        foreach (string[] line in lines)
        {
            if (line[0] == "wire")
                ToIm(line[1]);
            else
                _told.Add("bob " + string.Join(' ', line));
        }
    }

    private void ToIm(string wire)
    {
        Wire.Add(("bob", wire));
        _underway.Enqueue(() => FromIm(Im.Do(new JsonObject { ["wire"] = wire })));
    }
}
