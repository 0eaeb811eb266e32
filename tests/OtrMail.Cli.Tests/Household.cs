using OtrMail.Core.Mime;

namespace OtrMail.Cli.Tests;

/// <summary>
/// Alice, Bob and Carol, who have exchanged their bundles, each with a home in one folder. RSA keys take the longest, so
/// one household is made for all tests and copied.
/// </summary>
internal sealed class Household : IDisposable
{
    private static readonly Lazy<Household> Template = new(Make);

    private readonly TemporaryFolder _folder = new();

    /// <summary>A fresh copy.</summary>
    public static Household New()
    {
        var household = new Household();
        foreach (string home in Directory.GetDirectories(Template.Value._folder.Path))
            TemporaryFolder.Copy(home, household[Path.GetFileName(home)]);
        foreach (string file in Directory.GetFiles(Template.Value._folder.Path))
            File.Copy(file, household[Path.GetFileName(file)]);
        return household;
    }

    public string Folder => _folder.Path;

    public TestClock Clock { get; } = new();

    public string this[string name] => _folder[name];

    /// <summary>The address of a person.</summary>
    public static string AddressOf(string person) => person + "@example.org";

    /// <summary>A plain mail.</summary>
    public static byte[] Mail(string from, string to, string body = "hello", string more = "") => System.Text.Encoding.UTF8.GetBytes(
        $"From: {AddressOf(from)}\nTo: {AddressOf(to)}\nSubject: about {body[..Math.Min(20, body.Length)]}\nMessage-ID: <{body.GetHashCode(StringComparison.Ordinal)}@example.org>\n{more}\n{body}\n");

    /// <summary>Runs the built program for a person.</summary>
    public RunResult Run(string person, byte[]? input, params IEnumerable<string> arguments) =>
        OtrMailProgram.Run(OtrMailProgram.Start(Folder, [.. arguments, "--home", this[person]]), input);

    /// <summary>Runs a command in this process, under this household's clock.</summary>
    public RunResult Inside(string person, byte[]? input, params IEnumerable<string> arguments) =>
        InProcess.Run(Folder, Clock, input, new ScriptedPrompt(), [.. arguments, "--home", this[person]]);

    /// <summary>An encrypted mail, made in this process.</summary>
    public byte[] Encrypted(string from, string to, string body = "hello") =>
        Inside(from, Mail(from, to, body), "encrypt").Ok().Output;

    /// <summary>Opens a mail in this process.</summary>
    public RunResult Read(string person, byte[] mail) => Inside(person, mail, "decrypt");

    /// <summary>The packet of a mail.</summary>
    public static byte[] PacketOf(byte[] mail)
    {
        Assert.True(PacketFinder.TryFind(mail, out FoundPacket? found, out _));
        return found.Packet.ToArray();
    }

    /// <summary>All that may not change when something is refused.</summary>
    public string StateOf(string person) => Inside(person, null, "status", "--json").Ok().Text;

    /// <summary>The decrypted mail without its status line.</summary>
    public static byte[] WithoutStatus(byte[] rendered) => DecryptedMail.TakeStatusAway(rendered).ToArray();

    public void Dispose() => _folder.Dispose();

    private static Household Make()
    {
        var household = new Household();
        string[] people = ["alice", "bob", "carol"];
        foreach (string person in people)
        {
            household.Inside(person, null, "init", AddressOf(person), "--no-passphrase").Ok();
            household.Inside(person, null, "key", "export", "-o", household[person + ".asc"]).Ok();
        }

        foreach (string person in people)
            household.Inside(person, null, ["key", "import", .. people.Where(other => other != person).Select(other => household[other + ".asc"])]).Ok();
        Directory.Delete(household["state"], recursive: true);
        return household;
    }
}
