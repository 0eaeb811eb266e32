using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Cli.Tests;

/// <summary>
/// Forged and altered messages before the second implementation, which knows docs/PROTOCOL.md alone, and its own before
/// this one.
/// </summary>
public sealed class SecondForgeTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    private string Saved(string name, byte[] bytes)
    {
        File.WriteAllBytes(_people[name], bytes);
        return _people[name];
    }

    private static (int Exit, string Output) Python(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(PythonFactAttribute.Executable!, ["-B", Path.Combine(TestFiles.Tests, "second", "forge_check.py"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Trim() + error.Result);
    }

    /// <summary>What opens a First to Bob.</summary>
    private string KeysOfBob()
    {
        using SqliteStore store = SqliteStore.Open(
            new StoreOptions { Directory = _people["bob"], StateDirectory = Path.Combine(_people.Folder, "state", "otrmail") },
            () => null,
            SystemRandomSource.Instance);
        using PostboxTransaction transaction = new Postbox(store, new PostboxOptions(MimeMailReader.Instance)).Begin();
        KeyBundle own = transaction.Own.Bundle;
        using Prekey? prekey = transaction.Own.FindPrekey(own.PrekeyId);
        string json = string.Create(CultureInfo.InvariantCulture, $$"""
            {"recipientKey": "{{Convert.ToHexStringLower(prekey!.Seed)}}",
             "recipientIdentity": "{{Convert.ToHexStringLower(own.Identity.Modulus)}}", "now": {{transaction.Now}}}
            """);
        return Saved("keys.json", Encoding.ASCII.GetBytes(json));
    }

    [PythonFact]
    public void A_forged_first_opens()
    {
        byte[] mail = Household.Mail("alice", "bob", "never written");
        string forged = _people["forged.eml"];
        _people.Inside("bob", mail, "forge", "first", "--as-recipient", "--from", "alice@example.org", "-o", forged).Ok();
        string real = Saved("real.eml", _people.Inside("alice", mail, "encrypt").Ok().Output);
        string keys = KeysOfBob();
        foreach (string one in new[] { forged, real })
            Assert.Equal((0, Convert.ToHexStringLower(mail)), Python("open", one, keys));
        byte[] damaged = Household.PacketOf(File.ReadAllBytes(forged));
        damaged[3000] ^= 1;
        Assert.Equal(1, Python("open", Saved("damaged", damaged), keys).Exit);
    }

    [PythonFact]
    public void Each_alters_and_the_other_accepts_it()
    {
        (string From, string To)[] people = [("alice", "bob"), ("bob", "alice"), ("alice", "bob"), ("bob", "alice")];
        foreach ((string from, string to) in people)
        {
            int number = Directory.GetFiles(_people.Folder, "?.eml").Length + 1;
            string body = $"said {number}";
            byte[] said = Household.Mail(from, to, body);
            Saved($"{number}-said.eml", said);
            Saved($"{number}-never.eml", Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(said).Replace("\n\nsaid", "\n\nnope", StringComparison.Ordinal)));
            _people.Read(to, File.ReadAllBytes(Saved($"{number}.eml", _people.Encrypted(from, to, body)))).Ok();
        }

        for (int number = 1; number <= 3; number++)
        {
            (string from, string to) = people[number - 1];
            string captured = _people[$"{number}.eml"];
            string later = _people[$"{number + 1}.eml"];
            string old = _people[$"{number}-said.eml"];
            string never = _people[$"{number}-never.eml"];
            using JsonDocument seen = JsonDocument.Parse(_people.Inside("nobody", null, "inspect", "--json", later).Ok().Output);
            string key = seen.RootElement.GetProperty("revealedMacKeys")[0].GetString()!;
            string ours = _people["ours.eml"];
            string theirs = _people["theirs"];
            _people.Inside(
                "nobody", null, "forge", "alter", captured, "--mac-key", key, "--old", old, "--new", never,
                "--sender-bundle", _people[from + ".asc"], "--recipient-bundle", _people[to + ".asc"], "-o", ours).Ok();
            string[] bundles = number == 3 ? [] : [_people[from + ".asc"], _people[to + ".asc"]];
            Assert.Equal((0, ""), Python(["alter", captured, key, old, never, theirs, .. bundles]));
            Assert.Equal((0, key), Python("mac", captured, key));
            Assert.Equal((0, key), Python("mac", ours, key));
            Assert.Equal(1, Python("mac", ours, new string('0', 64)).Exit);
            Assert.Equal(File.ReadAllBytes(theirs), Household.PacketOf(File.ReadAllBytes(ours))); // nothing in it is random
            Assert.Contains("verifies", _people.Inside("nobody", null, "forge", "check", theirs, "--with", later).Ok().Text);
            _people.Inside(to, null, "forge", "check", theirs, "--with-my-keys", "-o", _people["inside.eml"]).Ok();
            Assert.Equal(File.ReadAllBytes(never), File.ReadAllBytes(_people["inside.eml"]));
        }
    }

    [Fact]
    public void The_examples_of_the_page_do_what_it_says()
    {
        string script = Path.Combine(SampleMails.Folder, "..", "deniability.sh");
        ProcessStartInfo start = OtrMailProgram.Start(_people.Folder);
        start.FileName = "bash";
        start.ArgumentList.Add(script);
        start.ArgumentList.Add(OtrMailProgram.Path);
        RunResult run = OtrMailProgram.Run(start);
        Assert.True(run.ExitCode == 0, run.Text[^Math.Min(run.Text.Length, 500)..] + run.Error);
    }
}
