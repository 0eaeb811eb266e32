using System.Diagnostics;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests;

/// <summary>Bob's desk: his home directory with his data directory, his otrmail and files of samples/config in their places.</summary>
internal sealed class Desk : IDisposable
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

    /// <summary>Puts what otrmail hands on into a directory instead of the world; recipients stand in its first line.</summary>
    public void CatchSentMail()
    {
        Directory.CreateDirectory(this["handed on"]);
        string script = this[".local/bin/hand-on"];
        File.WriteAllText(script, $"#!/bin/sh\nfile=$(mktemp '{Home}/.XXXXXX')\nto=\nfor word; do to=\"$to <$word>\"; done\n{{ echo \"TO$to\"; cat; }} > \"$file\"\nmv \"$file\" \"{Home}/handed on/\"\n");
        File.SetUnixFileMode(script, (UnixFileMode)0b111_000_000);
        File.WriteAllText(this[".local/share/otrmail/config.toml"], $"[sendmail]\ncommand = \"{script}\"\n");
    }

    /// <summary>What was handed on.</summary>
    public string[] SentMail() => [.. Directory.GetFiles(this["handed on"]).Select(File.ReadAllText)];

    /// <summary>A mail that was handed on.</summary>
    public static byte[] WithoutEnvelope(string handedOn) => System.Text.Encoding.UTF8.GetBytes(handedOn[(handedOn.IndexOf('\n') + 1)..]);

    /// <summary>Runs a program at the desk.</summary>
    public RunResult Run(byte[]? input, string program, params IEnumerable<string> arguments)
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
        return OtrMailProgram.Run(start, input);
    }

    public void Dispose() => People.Dispose();

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
