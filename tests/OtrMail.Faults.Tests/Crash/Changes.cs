using System.Text.Json;
using OtrMail.Cli.Tests;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>The commands that change the store in one step.</summary>
internal static class Changes
{
    private const string Carol = "carol@example.org";
    private const string Another = "alice@example.net";

    public static ChangeScenario KeyImport() => new("key import", people => Contact(people, Carol) is not null, people =>
    {
        people.Inside("alice", null, "key", "forget", Carol).Ok();
        return ["key", "import", "carol.asc"];
    });

    public static ChangeScenario KeyVerify() => new("key verify", people => Contact(people, Carol)!.Value.GetProperty("trust").GetString() == "verified", people =>
        ["key", "verify", Carol, Contact(people, Carol)!.Value.GetProperty("fingerprint").GetString()!]);

    /// <summary>Carol has a new identity, which was seen and refused.</summary>
    public static ChangeScenario KeyAccept()
    {
        string fingerprint = "";
        return new("key accept", people => Contact(people, Carol)!.Value.GetProperty("fingerprint").GetString() == fingerprint, people =>
        {
            people.Inside("new-carol", null, "init", Carol, "--no-passphrase").Ok();
            byte[] armour = people.Inside("new-carol", null, "key", "export").Ok().Output;
            fingerprint = people.Json("new-carol", "status").GetProperty("own").GetProperty("fingerprint").GetString()!;
            people.Inside("alice", armour, "key", "import").Refused(77);
            return ["key", "accept", Carol, fingerprint];
        });
    }

    public static ChangeScenario KeyAddAddress() => new(
        "key add-address",
        people => people.Json("alice", "status").GetProperty("own").GetProperty("addresses").EnumerateArray().Any(one => one.GetString() == Another),
        _ => ["key", "add-address", Another]);

    public static ChangeScenario Restored()
    {
        string before = "";
        string SigningKey(Household people) => people.Json("alice", "status").GetProperty("own").GetProperty("signingKey").GetProperty("fingerprint").GetString()!;
        return new("restored", people => SigningKey(people) != before, people =>
        {
            before = SigningKey(people);
            return ["restored"];
        });
    }

    public static ChangeScenario QueueDrop() => new("queue drop", people => Queue(people).Length == 0, people =>
    {
        File.WriteAllText(Path.Combine(people["alice"], "config.toml"), "[sendmail]\ncommand = \"sh -c 'exit 75'\"\n");
        people.Inside("alice", Household.Mail("alice", "bob", "never mind"), "sendmail", "-t").Ok();
        return ["queue", "drop", Queue(people)[0].GetProperty("id").GetString()!];
    });

    public static ChangeScenario ImKey() => new("im key", people => people.Json("alice", "im", "key").GetArrayLength() == 1, _ => ["im", "key", "--account", "a"]);

    public static ChangeScenario ImForget() => new("im forget", people => people.Json("alice", "im", "key").GetArrayLength() == 0, people =>
    {
        people.Inside("alice", null, "im", "key", "--account", "a").Ok();
        return ["im", "forget", "--account", "a"];
    });

    private static JsonElement? Contact(Household people, string address)
    {
        JsonElement[] found = [.. people.Json("alice", "key", "list").EnumerateArray().Where(key => key.GetProperty("addresses").EnumerateArray().Any(one => one.GetString() == address))];
        return found.Length == 0 ? null : found[0];
    }

    private static JsonElement[] Queue(Household people) => [.. people.Json("alice", "queue", "list").EnumerateArray()];
}
