using System.Diagnostics;

namespace OtrMail.Benchmarks;

/// <summary>
/// Alice and Bob with opmsg (github.com/stealth/opmsg), where it is on the path: EC personas, and so many of Bob's ephemeral keys at
/// Alice's that each of her messages has one.
/// </summary>
internal sealed class Opmsg
{
    private readonly Func<string, string> _file;
    private readonly Dictionary<string, string> _personas = [];
    private int _count;

    private Opmsg(Func<string, string> file) => _file = file;

    /// <param name="file">Where a file of that name goes.</param>
    /// <param name="mail">What is written.</param>
    /// <param name="messages">How many of Alice's are to be forward secret.</param>
    public static Opmsg? TryCreate(Func<string, string> file, string mail, int messages)
    {
        try
        {
            var opmsg = new Opmsg(file);
            opmsg.Meet();
            string first = opmsg.Send(mail);
            opmsg.Read("bob", first);
            // each message brings ephemeral keys of its sender's
            for (int i = 0; i < messages; i++)
                opmsg.Read("alice", opmsg.Write("bob", "alice", mail));
            return opmsg;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Console.WriteLine($"opmsg is left out: {e.Message}");
            return null;
        }
    }

    /// <summary>Alice's message to Bob; answers where.</summary>
    public string Send(string mail) => Write("alice", "bob", mail);

    /// <summary>Bob reads it.</summary>
    public void Read(string message) => Read("bob", message);

    private void Meet()
    {
        foreach (string name in new[] { "alice", "bob" })
            File.WriteAllText(Keys(name), Run(name, "--newecp", "--name", name));
        Run("alice", "--import", "--phash", "sha256", "--in", Keys("bob"), "--name", "bob");
        Run("bob", "--import", "--phash", "sha256", "--in", Keys("alice"), "--name", "alice");
        // opmsg: 4140a63922c3e0e3 c890060652aef782 9cdd5ebe4139b830 8af59415494afaf9 ec	0 0	bob
        foreach (string line in Run("alice", "--list").Split('\n'))
        {
            string[] parts = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > 5 && parts[5] == "ec")
                _personas[parts[^1]] = string.Concat(parts[1..5]);
        }

        if (_personas.Count != 2)
            throw new InvalidOperationException("its personas are not listed");
    }

    private string Write(string from, string to, string mail)
    {
        string message = _file($"opmsg-{_count++}");
        Run(from, "--encrypt", _personas[to], "--persona", _personas[from], "--in", mail, "--out", message);
        return message;
    }

    private void Read(string to, string message) =>
        Run(to, "--decrypt", "--persona", _personas[to], "--in", message, "--out", _file($"opmsg-{_count++}"));

    private string Keys(string name) => _file($"opmsg-{name}.pub");

    // what it makes goes to stdout, its list to stderr
    private string Run(string who, params string[] arguments)
    {
        var start = new ProcessStartInfo("opmsg", ["--confdir", _file($"opmsg-of-{who}"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("it did not start");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? arguments[0] == "--list" ? errors.Result + output : output : throw new InvalidOperationException(errors.Result);
    }
}
