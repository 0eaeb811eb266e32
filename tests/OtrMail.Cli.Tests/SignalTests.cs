using System.Diagnostics;

namespace OtrMail.Cli.Tests;

/// <summary>What the program inherits from whoever started it.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [PythonFact]
    public void The_end_of_a_command_is_noticed_where_the_parent_blocked_or_ignored_the_signal_for_it()
    {
        File.WriteAllText(Path.Combine(_people["alice"], "config.toml"), "[sendmail]\ncommand = \"cat > /dev/null #\"\n");
        foreach (string how in new[] { "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])", "signal.signal(signal.SIGCHLD, signal.SIG_IGN)" })
        {
            var start = new ProcessStartInfo("python3", ["-c", $"import os, signal, sys; {how}; os.execv(sys.argv[1], sys.argv[1:])", OtrMailProgram.Path, "sendmail", "-i", "bob@example.org", "--home", _people["alice"]])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = _people.Folder,
            };
            OtrMailProgram.Surround(start, _people.Folder);
            OtrMailProgram.Run(start, Household.Mail("alice", "bob", how)).Ok();
        }
    }
}
