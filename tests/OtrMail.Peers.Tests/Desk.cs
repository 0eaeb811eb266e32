using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests;

/// <summary>Bob's desk: his home directory with his data directory, his otrmail and files of samples/config in their places.</summary>
internal sealed partial class Desk : IDisposable
{
    public Desk()
    {
        foreach (string directory in new[] { ".local/bin", ".local/share", ".config" })
            Directory.CreateDirectory(this[directory]);
        Directory.Move(this["bob"], this[".local/share/otrmail"]);
        Directory.CreateSymbolicLink(this["bob"], this[".local/share/otrmail"]);
        File.CreateSymbolicLink(this[".local/bin/otrmail"], OtrMailProgram.Path);
        foreach (string command in new[] { "otrmail-sendmail", "deliver.sh", "mutt/otrmail-open" })
            Put(command, ".local/bin/" + Path.GetFileName(command));
    }

    /// <summary>Bob and those who write to him.</summary>
    public Household People { get; } = Household.New();

    /// <summary>The home directory.</summary>
    public string Home => People.Folder;

    /// <summary>A path in it.</summary>
    public string this[string name] => Path.Combine(Home, name);

    /// <summary>The text of a sample.</summary>
    public static string Sample(string name) => File.ReadAllText(PathOf(name));

    /// <summary>Where a sample is.</summary>
    public static string PathOf(string name) => Path.Combine(Samples(), name);

    /// <summary>Puts a sample into its place, perhaps under lines that are the machine's.</summary>
    public void Put(string sample, string place, string before = "")
    {
        string path = this[place];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, before + Sample(sample));
        File.SetUnixFileMode(path, File.GetUnixFileMode(PathOf(sample)) & (UnixFileMode)0b111_000_000);
    }

    /// <summary>A Maildir with a mail in it.</summary>
    public void Deliver(byte[] mail, string maildir = "Mail/Inbox")
    {
        foreach (string part in new[] { "tmp", "new", "cur" })
            Directory.CreateDirectory(Path.Combine(this[maildir], part));
        File.WriteAllBytes(Path.Combine(this[maildir], "new", $"{Stopwatch.GetTimestamp()}.here"), mail);
    }

    /// <summary>The mails of a Maildir.</summary>
    public string[] Mails(string maildir) => [.. new[] { "new", "cur" }.Select(part => Path.Combine(this[maildir], part))
        .Where(Directory.Exists).SelectMany(Directory.GetFiles).Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    /// <summary>
    /// Puts what otrmail hands on into a directory instead of the world; recipients stand in its first line. What programs gave to
    /// <c>otrmail sendmail</c>, and it took, is kept beside.
    /// </summary>
    public void CatchSentMail()
    {
        Directory.CreateDirectory(this["said"]);
        File.Delete(this[".local/bin/otrmail"]);
        Script(".local/bin/otrmail", $$"""
            #!/bin/sh
            [ "$1" = sendmail ] || exec '{{OtrMailProgram.Path}}' "$@"
            said=$(mktemp '{{Home}}/.said.XXXXXX')
            tee "$said" | '{{OtrMailProgram.Path}}' "$@"
            code=$?
            [ "$code" != 0 ] || mv "$said" '{{Home}}/said/'
            exit "$code"
            """);
        Directory.CreateDirectory(this["handed on"]);
        Script(".local/bin/hand-on", $$"""
            #!/bin/sh
            file=$(mktemp '{{Home}}/.XXXXXX')
            to=
            for word; do to="$to <$word>"; done
            { echo "TO$to"; cat; } > "$file"
            mv "$file" '{{Home}}/handed on/'
            """);
        File.WriteAllText(this[".local/share/otrmail/config.toml"], $"[sendmail]\ncommand = \"{this[".local/bin/hand-on"]}\"\n");
    }

    /// <summary>What was handed on.</summary>
    public string[] SentMail() => [.. Directory.GetFiles(this["handed on"]).Select(File.ReadAllText)];

    /// <summary>A mail that was handed on.</summary>
    public static byte[] WithoutEnvelope(string handedOn) => Encoding.UTF8.GetBytes(handedOn[(handedOn.IndexOf('\n') + 1)..]);

    /// <summary>What programs gave to <c>otrmail sendmail</c>.</summary>
    public byte[][] SaidMail() => [.. Directory.GetFiles(this["said"]).Select(File.ReadAllBytes)];

    /// <summary>
    /// So many mails were handed on, and each came to its reader byte for byte as a program gave it to otrmail, Bcc apart; all that
    /// programs gave came to somebody. And every mail that they made comes back from the other ways too.
    /// </summary>
    /// <param name="count">How many mails were handed on.</param>
    /// <param name="copies">What else they made: copies and drafts.</param>
    public void AssertAllCameBack(int count, params IEnumerable<byte[]> copies)
    {
        string[] handedOn = SentMail();
        Assert.Equal(count, handedOn.Length);
        string[] said = [.. SaidMail().Select(WithoutBcc)];
        HashSet<string> read = [];
        foreach (string mail in handedOn)
        {
            string reader = mail[(mail.LastIndexOf('<', mail.IndexOf('\n')) + 1)..].Split('@')[0];
            read.Add(Latin1(Household.WithoutStatus(People.Read(reader, WithoutEnvelope(mail)).Ok().Output)));
        }

        Assert.Equal(said.Distinct().Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
        foreach (byte[] mail in SaidMail().Concat(copies))
            AssertComesBack(mail);
    }

    /// <summary>A mail of Bob's comes back byte for byte, Bcc apart, through encrypt and decrypt and through both filters.</summary>
    public void AssertComesBack(byte[] mail)
    {
        byte[] encrypted = People.Inside("bob", mail, "encrypt", "--to", "alice@example.org").Ok().Output;
        Assert.Equal(WithoutBcc(mail), Latin1(Household.WithoutStatus(People.Read("alice", encrypted).Ok().Output)));
        byte[] filtered = People.Inside("bob", mail, "filter", "out", "--to", "alice@example.org").Ok().Output;
        Assert.Equal(WithoutBcc(mail), Latin1(Household.WithoutStatus(People.Inside("alice", filtered, "filter", "in").Ok().Output)));
    }

    /// <summary>Runs a program at the desk.</summary>
    public RunResult Run(byte[]? input, string program, params IEnumerable<string> arguments) =>
        OtrMailProgram.Run(Start(program, arguments), input);

    /// <summary>How to start a program at the desk.</summary>
    public ProcessStartInfo Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(PeerFactAttribute.Find(program) ?? program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Home,
        };
        OtrMailProgram.Surround(start, Home);
        start.Environment["PATH"] = $"{this[".local/bin"]}:{start.Environment["PATH"]}:/usr/sbin";
        return start;
    }

    public void Dispose() => People.Dispose();

    /// <summary>Puts a program of the test's own into its place.</summary>
    public void Script(string place, string text)
    {
        File.WriteAllText(this[place], text + "\n");
        File.SetUnixFileMode(this[place], (UnixFileMode)0b111_000_000);
    }

    private static string Latin1(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>What readers are to get: all but the field Bcc of the header.</summary>
    private static string WithoutBcc(byte[] mail)
    {
        string text = Latin1(mail);
        int end = text.IndexOf(text.Contains("\r\n\r\n", StringComparison.Ordinal) ? "\r\n\r\n" : "\n\n", StringComparison.Ordinal);
        return BccField().Replace(text[..end], "") + text[end..];
    }

    [GeneratedRegex(@"(?mi)^bcc:.*(\n[ \t].*)*\n")]
    private static partial Regex BccField();

    private static string Samples()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string samples = Path.Combine(at.FullName, "samples", "config");
            if (Directory.Exists(samples))
                return samples;
        }

        throw new DirectoryNotFoundException("samples/config");
    }
}
