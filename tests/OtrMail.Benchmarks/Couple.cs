using System.Diagnostics;

namespace OtrMail.Benchmarks;

/// <summary>Alice and Bob in an established session, each with a home and a state directory, by the release binary.</summary>
internal sealed class Couple : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("otrmail-bench-").FullName;

    /// <param name="program">The binary.</param>
    public Couple(string program)
    {
        Program = program;
        Run("alice", "init", "alice@example.org", "--no-passphrase");
        Run("bob", "init", "bob@example.net", "--no-passphrase");
        Run("bob", "key", "export", "-o", this["bob.asc"]);
        Run("alice", "key", "import", this["bob.asc"]);
        foreach (string from in new[] { "alice", "bob", "alice", "bob" })
        {
            string mail = Encrypted(from, "hello", this["hello.out"]);
            Run(from == "alice" ? "bob" : "alice", "decrypt", mail, "-o", this["hello.read"]);
        }
    }

    /// <summary>The binary.</summary>
    public string Program { get; }

    /// <summary>A path in the couple's directory.</summary>
    public string this[string name] => Path.Combine(_directory, name);

    /// <summary>The release binary of this tree; null when it is not built.</summary>
    public static string? FindProgram()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "artifacts", "otrmail", "otrmail");
            if (File.Exists(candidate))
                return candidate;
        }

        return null;
    }

    /// <summary>Runs a command in a home of this directory.</summary>
    public void Run(string home, params string[] arguments) => Measure(home, watch: false, arguments);

    /// <summary>Runs a command and measures it.</summary>
    public MeasuredRun Measure(string home, bool watch, params string[] arguments) => MeasuredRun.Of(
        Program,
        [.. arguments, "--quiet", "--home", this[home]],
        // a copied home is a store of its own, with a witness of its own
        new Dictionary<string, string> { ["XDG_STATE_HOME"] = this[home + "-state"] },
        watch);

    /// <summary>A mail to the other one, encrypted; answers where.</summary>
    public string Encrypted(string from, string body, string file)
    {
        string plain = this["plain.eml"];
        File.WriteAllText(plain, Plain(from, body));
        Run(from, "encrypt", plain, "-o", file);
        return file;
    }

    /// <summary>A mail to the other one.</summary>
    public static string Plain(string from, string body)
    {
        string alice = "alice@example.org", bob = "bob@example.net";
        return $"From: {(from == "alice" ? alice : bob)}\r\nTo: {(from == "alice" ? bob : alice)}\r\nSubject: benchmark\r\n"
            + $"Message-ID: <{Guid.NewGuid():N}@example.org>\r\n\r\n{body}\r\n";
    }

    /// <summary>Copies a home, with its state directory.</summary>
    public void Copy(string from, string to)
    {
        foreach (string part in new[] { "", "-state" })
        {
            if (Directory.Exists(this[to + part]))
                Directory.Delete(this[to + part], recursive: true);
            using Process copy = Process.Start("cp", ["-a", this[from + part], this[to + part]]);
            copy.WaitForExit();
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
