using OtrMail.Cli.Tests;
using OtrMail.Core.Storage;

namespace OtrMail.Peers.Tests;

/// <summary>
/// What is left in the program's memory when a command has done its work: no vault key, store key, private key, message
/// key or passphrase, not even a piece of 16 bytes of one.
/// </summary>
public sealed class ProcessMemoryTests : IDisposable
{
    private const string Passphrase = "seven wandering foxes sing at dusk";
    private const string NextPassphrase = "eleven patient herons wait at dawn";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _found = [];

    public ProcessMemoryTests()
    {
        File.WriteAllText(_folder["passphrase"], Passphrase + "\n");
        File.WriteAllText(_folder["next"], NextPassphrase + "\n");
        foreach (string person in new[] { "alice", "bob" })
        {
            Inside(person, [], "init", Household.AddressOf(person));
            File.WriteAllBytes(_folder[person + ".asc"], Inside(person, [], "key", "export"));
        }

        Inside("alice", [], "key", "import", _folder["bob.asc"]);
        Inside("bob", [], "key", "import", _folder["alice.asc"]);
    }

    public void Dispose() => _folder.Dispose();

    [PeerFact("gdb")]
    public void Nothing_secret_is_left_of_a_correspondence()
    {
        byte[] first = Command("alice", Household.Mail("alice", "bob", "the first"), "bob", "encrypt");
        Command("bob", first, "bob", "decrypt");
        byte[] reply = Command("bob", Household.Mail("bob", "alice", "the reply"), "alice", "encrypt");
        Command("alice", reply, "alice", "filter", "in");
        byte[] data = Command("alice", Household.Mail("alice", "bob", "the data"), "bob", "encrypt");
        Command("bob", data, "bob", "decrypt");
        Assert.True(_found.Count == 0, string.Join('\n', _found));
    }

    [PeerFact("gdb")]
    public void Nothing_secret_is_left_of_the_care_of_keys()
    {
        Command("alice", [], null, "key", "rotate");
        Command("alice", [], null, "key", "export", "--private", "-o", _folder["moved.asc"]);
        Command("alice", [], null, "tend");
        Command("alice", [], null, "status");
        Assert.True(_found.Count == 0, string.Join('\n', _found));
    }

    [PeerFact("gdb")]
    public void Nothing_secret_is_left_of_a_change_of_the_passphrase()
    {
        var secrets = new StoreSecrets();
        secrets.AddText("passphrase", Passphrase);
        secrets.AddText("new passphrase", NextPassphrase);
        secrets.AddAllOf(OptionsOf("alice"), Passphrase);
        (_, byte[] memory) = ProcessMemory.AtExit(
            _folder.Path, [], Environment, "passphrase", "--new-command", $"cat '{_folder["next"]}'", "--home", _folder["alice"]);
        IReadOnlyList<string> found = secrets.FoundIn(memory);
        Assert.True(found.Count == 0, string.Join('\n', found));
        secrets.AddAllOf(OptionsOf("alice"), NextPassphrase); // it was changed
    }

    [PeerFact("gdb")]
    public void The_search_finds_what_is_there()
    {
        var secrets = new StoreSecrets();
        secrets.AddText("argument", "--home");
        secrets.AddText("argument", _folder["alice"]);
        (_, byte[] memory) = ProcessMemory.AtExit(_folder.Path, [], Environment, "status", "--home", _folder["alice"]);
        Assert.NotEmpty(secrets.FoundIn(memory));
    }

    private Dictionary<string, string> Environment => new() { ["OTRMAIL_PASSPHRASE_COMMAND"] = $"cat '{_folder["passphrase"]}'" };

    private StoreOptions OptionsOf(string person) =>
        new() { Directory = _folder[person], StateDirectory = Path.Combine(_folder["state"], "otrmail") };

    // the recipient of a mail is who can tell its key
    private byte[] Command(string person, byte[] input, string? recipient, params IEnumerable<string> arguments)
    {
        var secrets = new StoreSecrets();
        secrets.AddText("passphrase", Passphrase);
        secrets.AddAllOf(OptionsOf(person), Passphrase);
        if (recipient == person)
            secrets.AddMessageKey(OptionsOf(person), Passphrase, input);
        (byte[] output, byte[] memory) = ProcessMemory.AtExit(_folder.Path, input, Environment, [.. arguments, "--home", _folder[person]]);
        secrets.AddAllOf(OptionsOf(person), Passphrase);
        if (recipient is not null && recipient != person)
            secrets.AddMessageKey(OptionsOf(recipient), Passphrase, output);
        Assert.True(secrets.Count > 100);
        _found.AddRange(secrets.FoundIn(memory).Select(what => $"{string.Join(' ', arguments)}: {what}"));
        return output;
    }

    private byte[] Inside(string person, byte[] input, params IEnumerable<string> arguments) => InProcess.Run(
        _folder.Path, TimeProvider.System, input, new ScriptedPrompt(Passphrase, Passphrase), [], [.. arguments, "--home", _folder[person]]).Ok().Output;
}
