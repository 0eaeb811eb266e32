using System.Diagnostics;
using System.Text;

namespace OtrMail.Benchmarks;

/// <summary>A temporary place with two people in it who are in an established session, and gpg keys for both.</summary>
internal sealed class Place : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("otrmail-bench-").FullName;
    private readonly string _program;

    public Place(string program)
    {
        _program = program;
        Otrmail("alice", "init", "alice@example.org", "--no-passphrase");
        Otrmail("bob", "init", "bob@example.net", "--no-passphrase");
        Otrmail("bob", "key", "export", "-o", File("bob.asc"));
        Otrmail("alice", "key", "import", File("bob.asc"));
        Exchange("alice", "bob");
        Exchange("bob", "alice");
        Exchange("alice", "bob");
        HasGpg = TryGpg("gnupg", "rsa3072", "rsa3072");
        HasGpgCurves = TryGpg("gnupg-curves", "ed25519", "cv25519");
        AgeRecipient = TryAge();
    }

    public bool HasGpg { get; }

    /// <summary>gpg with elliptic curves.</summary>
    public bool HasGpgCurves { get; }

    /// <summary>age's key, when age is there.</summary>
    public string? AgeRecipient { get; }

    /// <summary>The release binary; null when it was not built.</summary>
    public static string? FindProgram()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "artifacts", "otrmail", "otrmail");
            if (System.IO.File.Exists(candidate))
                return candidate;
        }

        return null;
    }

    public string File(string name) => Path.Combine(_directory, name);

    public string WriteMail(int size)
    {
        // printable and not compressible to nothing, as mail is
        var body = new StringBuilder(size);
        uint state = 1;
        while (body.Length < size)
        {
            state = (state * 1664525) + 1013904223;
            body.Append((char)('a' + (state >> 24) % 26));
            if (body.Length % 72 == 71)
                body.Append("\r\n");
        }

        string file = File($"mail-{size}.eml");
        System.IO.File.WriteAllText(
            file, $"From: alice@example.org\r\nTo: bob@example.net\r\nSubject: benchmark\r\n\r\n{body}\r\n");
        return file;
    }

    public double Otrmail(string who, params string[] arguments) =>
        Start(_program, [.. arguments, "--quiet", "--home", File(who)]);

    public double Gpg(params string[] arguments) => GpgIn("gnupg", arguments);

    public double GpgIn(string home, params string[] arguments) =>
        Start("gpg", ["--homedir", File(home), "--batch", "--yes", "--quiet", "--armor", "--trust-model", "always", .. arguments]);

    public void Dispose()
    {
        foreach (string home in new[] { "gnupg", "gnupg-curves" })
        {
            if (Directory.Exists(File(home)))
                Start("gpgconf", ["--homedir", File(home), "--kill", "gpg-agent"]);
        }

        Directory.Delete(_directory, recursive: true);
    }

    private void Exchange(string from, string to)
    {
        string domain(string name) => name == "alice" ? "alice@example.org" : "bob@example.net";
        System.IO.File.WriteAllText(
            File("hello.eml"), $"From: {domain(from)}\r\nTo: {domain(to)}\r\nSubject: hello\r\n\r\nhello\r\n");
        Otrmail(from, "encrypt", File("hello.eml"), "-o", File("hello.out"));
        Otrmail(to, "decrypt", File("hello.out"), "-o", File("hello.read"));
    }

    private bool TryGpg(string home, string sign, string encrypt)
    {
        try
        {
            Directory.CreateDirectory(File(home), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (string address in new[] { "alice@example.org", "bob@example.net" })
                GpgIn(home, "--passphrase", "", "--quick-generate-key", address, sign, "sign", "never");
            foreach (string address in new[] { "alice@example.org", "bob@example.net" })
                AddEncryptionKey(home, address, encrypt);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Console.WriteLine($"gpg is left out: {e.Message}");
            return false;
        }
    }

    private void AddEncryptionKey(string home, string address, string kind)
    {
        using Process list = Process.Start(new ProcessStartInfo("gpg", ["--homedir", File(home), "--batch", "--with-colons", "--list-keys", address])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string fingerprint = list.StandardOutput.ReadToEnd().Split('\n').First(l => l.StartsWith("fpr", StringComparison.Ordinal)).Split(':')[9];
        list.WaitForExit();
        GpgIn(home, "--passphrase", "", "--quick-add-key", fingerprint, kind, "encr", "never");
    }

    private string? TryAge()
    {
        try
        {
            Start("age-keygen", ["-o", File("age.key")]);
            return System.IO.File.ReadLines(File("age.key")).First(line => line.Contains("public key: ", StringComparison.Ordinal)).Split(": ")[1];
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Console.WriteLine($"age is left out: {e.Message}");
            return null;
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its peak memory in MiB, as last seen.</returns>
    public static double Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        double peak = 0;
        using (var watch = new Timer(_ => peak = Math.Max(peak, PeakOf(process.Id)), null, 20, 20))
        {
            process.WaitForExit();
        }

        string errors = process.StandardError.ReadToEnd();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', arguments)}: {process.ExitCode} {errors}");
        return peak;
    }

    private static double PeakOf(int process)
    {
        try
        {
            string line = System.IO.File.ReadLines($"/proc/{process}/status").First(one => one.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            return 0; // it has ended
        }
    }
}
