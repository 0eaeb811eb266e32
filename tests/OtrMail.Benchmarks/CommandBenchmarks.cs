using System.Diagnostics;
using System.Text;

namespace OtrMail.Benchmarks;

/// <summary>
/// The whole command, from start to end of its process, beside gpg on the same mail: what a user feels when a filter
/// runs once for every mail.
/// </summary>
internal static class CommandBenchmarks
{
    public static void Run(int rounds)
    {
        Console.WriteLine();
        Console.WriteLine("# Whole commands");
        string? program = FindProgram();
        if (program is null)
        {
            Console.WriteLine("skipped: build the release binary first (./build.sh)");
            return;
        }

        using var place = new Place(program);
        foreach (int size in new[] { 10 << 10, 1 << 20 })
            Compare(place, size, rounds);
    }

    private static void Compare(Place place, int size, int rounds)
    {
        string mail = place.WriteMail(size);
        var send = new Race($"Send a mail of {size >> 10} KiB")
            .With("otrmail encrypt (Data)", () => place.Otrmail("alice", "encrypt", mail, "-o", place.File("out.eml")));
        if (place.HasGpg)
            send.With("gpg --sign --encrypt (rsa3072)", () => place.Gpg("--sign", "--encrypt", "-r", "bob@example.net", "--output", place.File("out.asc"), mail));
        send.Run(rounds);

        // each read opens another mail, since a mail read once is a duplicate afterwards
        var waiting = new Queue<string>();
        for (int i = 0; i < rounds + 2; i++)
        {
            string sealedMail = place.File($"waiting-{size}-{i}.eml");
            place.Otrmail("alice", "encrypt", mail, "-o", sealedMail);
            waiting.Enqueue(sealedMail);
        }

        var read = new Race($"Read a mail of {size >> 10} KiB")
            .With("otrmail decrypt (Data)", () => place.Otrmail("bob", "decrypt", waiting.Dequeue(), "-o", place.File("read.eml")));
        if (place.HasGpg)
            read.With("gpg --decrypt (rsa3072)", () => place.Gpg("--output", place.File("read.txt"), "--decrypt", place.File("out.asc")));
        read.Run(rounds);
    }

    private static string? FindProgram()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "artifacts", "otrmail", "otrmail");
            if (System.IO.File.Exists(candidate))
                return candidate;
        }

        return null;
    }

    /// <summary>A temporary place with two people in it who are in an established session, and gpg keys for both.</summary>
    private sealed class Place : IDisposable
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
            HasGpg = TryGpg();
        }

        public bool HasGpg { get; }

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

        public void Otrmail(string who, params string[] arguments) =>
            Start(_program, [.. arguments, "--quiet", "--home", File(who)]);

        public void Gpg(params string[] arguments) =>
            Start("gpg", ["--homedir", File("gnupg"), "--batch", "--yes", "--quiet", "--armor", "--trust-model", "always", .. arguments]);

        public void Dispose()
        {
            if (HasGpg)
                Start("gpgconf", ["--homedir", File("gnupg"), "--kill", "gpg-agent"]);
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

        private bool TryGpg()
        {
            try
            {
                Directory.CreateDirectory(File("gnupg"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                foreach (string address in new[] { "alice@example.org", "bob@example.net" })
                    Gpg("--passphrase", "", "--quick-generate-key", address, "rsa3072", "default", "never");
                foreach (string address in new[] { "alice@example.org", "bob@example.net" })
                    AddEncryptionKey(address);
                return true;
            }
            catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                Console.WriteLine($"gpg is left out: {e.Message}");
                return false;
            }
        }

        private void AddEncryptionKey(string address)
        {
            using Process list = Process.Start(new ProcessStartInfo("gpg", ["--homedir", File("gnupg"), "--batch", "--with-colons", "--list-keys", address])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            string fingerprint = list.StandardOutput.ReadToEnd().Split('\n').First(l => l.StartsWith("fpr", StringComparison.Ordinal)).Split(':')[9];
            list.WaitForExit();
            Gpg("--passphrase", "", "--quick-add-key", fingerprint, "rsa3072", "encr", "never");
        }

        private static void Start(string program, IEnumerable<string> arguments)
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
            using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', arguments)}: {process.ExitCode} {errors}");
        }
    }
}
