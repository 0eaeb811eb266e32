using System.Diagnostics;
using System.Text.RegularExpressions;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests.Chat;

/// <summary>The program's <c>im irc</c> as a process.</summary>
internal sealed partial class IrcProxyProcess : IDisposable
{
    private readonly Process _process;

    public IrcProxyProcess(Household people, string person, int server, params string[] options)
    {
        _process = Process.Start(OtrMailProgram.Start(
            people.Folder, ["im", "irc", "--server", $"127.0.0.1:{server}", "--plain", "--listen", "0", "--home", people[person], .. options]))!;
        _process.StandardInput.Close();
        while (Port == 0)
        {
            string line = _process.StandardError.ReadLine() ?? throw new InvalidOperationException("otrmail im irc has ended");
            if (Listening().Match(line) is { Success: true } match)
                Port = int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        }

        new Thread(Drain) { IsBackground = true }.Start();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Ends it as a user does; answers the exit code.</summary>
    public int Terminate()
    {
        Process.Start("kill", ["-TERM", $"{_process.Id}"]).WaitForExit();
        Assert.True(_process.WaitForExit(20_000));
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Drain()
    {
        while (_process.StandardError.ReadLine() is not null)
        {
            // what it tells people is not looked at, but must not stop it
        }
    }

    [GeneratedRegex(@"listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}
