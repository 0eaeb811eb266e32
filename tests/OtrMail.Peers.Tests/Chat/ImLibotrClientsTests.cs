using System.Text.Json.Nodes;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests.Chat;

/// <summary>Several clients of one account at the same time, ours and the real libotr's.</summary>
public sealed class ImLibotrClientsTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [LibotrFact]
    public void Two_clients_of_one_account_are_told_apart()
    {
        using var alice = new ImProcess(_people, "alice", "alice", "bob");
        using var desk = new LibotrPeer(_people["bob.key"], "bob", "alice");
        using var phone = new LibotrPeer(_people["bob.key"], "bob", "alice");
        Assert.Equal(desk.Fingerprint, phone.Fingerprint);
        List<string> told = Flood(alice, [desk, phone], alice.Do(new JsonObject { ["do"] = "start" }));
        Assert.Equal(2, told.Count(line => line.StartsWith("event secure", StringComparison.Ordinal)));
        Assert.Equal("encrypted", desk.State()[0]);
        Assert.Equal("encrypted", phone.State()[0]);

        // said by one of them, answered to that one; the other knows that it was not for it
        told = Flood(alice, [desk, phone], [], (desk, ["say", "from the desk"]));
        Assert.Contains("heard from the desk", told);
        told = Flood(alice, [desk, phone], alice.Do(new JsonObject { ["say"] = "to the desk" }));
        Assert.Contains($"{desk.Instance} heard encrypted to the desk", told);
        Assert.Contains($"{phone.Instance} event other-instance", told);

        told = Flood(alice, [desk, phone], [], (phone, ["say", "from the phone"]));
        Assert.Contains("heard from the phone", told);
        Flood(alice, [desk, phone], alice.Do(new JsonObject { ["do"] = "choose", ["instance"] = desk.Instance }));
        told = Flood(alice, [desk, phone], alice.Do(new JsonObject { ["say"] = "to the desk again" }));
        Assert.Contains($"{desk.Instance} heard encrypted to the desk again", told);
    }

    [LibotrFact]
    public void Two_of_our_clients_with_one_key_are_told_apart_and_the_key_is_the_one_of_libotrs_file()
    {
        using (var maker = new LibotrPeer(_people["made.key"], "someone", "bob"))
        {
            foreach (string home in new[] { "alice", "carol" })
                Assert.Contains(maker.Fingerprint, _people.Run(home, null, "im", "key", "--account", "someone", "--import", _people["made.key"], "--json").Ok().Text);
        }

        using var desk = new ImProcess(_people, "alice", "someone", "bob");
        using var phone = new ImProcess(_people, "carol", "someone", "bob");
        using var bob = new LibotrPeer(_people["bob.key"], "bob", "someone");
        Assert.Equal(desk.Fingerprint, phone.Fingerprint);
        Assert.NotEqual(desk.Instance, phone.Instance);
        List<string> heard = [];
        var waiting = new Queue<string>(bob.Do("start").Select(line => line[1]));
        while (waiting.TryDequeue(out string? wire))
        {
            foreach (ImProcess client in new[] { desk, phone })
            {
                foreach (JsonObject line in client.Do(new JsonObject { ["wire"] = wire }))
                {
                    if (line["wire"] is { } answer)
                    {
                        foreach (string[] made in bob.Do("wire", answer.ToString()).Where(made => made[0] == "wire"))
                            waiting.Enqueue(made[1]);
                    }
                    else
                    {
                        heard.Add($"{client.Instance} {ImProcess.Text(line, "event")}{ImProcess.Text(line, "heard")}");
                    }
                }
            }
        }

        Assert.Contains($"{desk.Instance} secure", heard);
        Assert.Contains($"{phone.Instance} secure", heard);
        bob.Do("instance", phone.Instance);
        string said = bob.Do("say", "to the phone").Single(line => line[0] == "wire")[1];
        Assert.Equal("to the phone", ImProcess.Text(phone.Do(new JsonObject { ["wire"] = said }).Single(), "heard"));
        Assert.Equal("other-instance", ImProcess.Text(desk.Do(new JsonObject { ["wire"] = said }).Single(), "event"));
    }

    /// <summary>The network brings each message to all clients of an account, as most do.</summary>
    private static List<string> Flood(ImProcess alice, LibotrPeer[] clients, List<JsonObject> first, params (LibotrPeer Client, string[] Command)[] commands)
    {
        List<string> told = [];
        var fromAlice = new Queue<JsonObject>(first);
        var fromClients = new Queue<(LibotrPeer, string[])>(commands.SelectMany(one => one.Client.Do(one.Command).Select(line => (one.Client, line))));
        while (fromAlice.Count + fromClients.Count > 0)
        {
            if (fromAlice.TryDequeue(out JsonObject? line))
            {
                if (line["wire"] is { } wire)
                {
                    foreach (LibotrPeer client in clients)
                    {
                        foreach (string[] answer in client.Do("wire", wire.ToString()))
                            fromClients.Enqueue((client, answer));
                    }
                }
                else
                {
                    told.Add(line["heard"] is { } heard ? $"heard {heard}" : $"event {line["event"]}");
                }
            }
            else
            {
                (LibotrPeer client, string[] answer) = fromClients.Dequeue();
                if (answer[0] == "wire")
                    alice.Do(new JsonObject { ["wire"] = answer[1] }).ForEach(fromAlice.Enqueue);
                else
                    told.Add($"{client.Instance} {string.Join(' ', answer)}");
            }
        }

        return told;
    }
}
