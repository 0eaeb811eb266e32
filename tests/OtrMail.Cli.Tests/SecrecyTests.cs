using System.Diagnostics;
using System.Text;

namespace OtrMail.Cli.Tests;

/// <summary>What the system shows of the running program.</summary>
public sealed class SecrecyTests : IDisposable
{
    private const string Passphrase = "seven wandering foxes";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The files of a process that is not dumpable belong to root (proc(5)).</summary>
    [Fact]
    public void The_program_leaves_no_core_and_lets_no_other_process_of_its_user_in()
    {
        if (!OperatingSystem.IsLinux())
            return;
        byte[] before = File.ReadAllBytes("/proc/self/auxv");
        Assert.NotEmpty(before); // of this process, they can be read
        if (Environment.UserName == "root" && Said("setpriv", "--reuid=65534", "--clear-groups", "sh", "-c", $"test -x '{OtrMailProgram.Path}' && echo yes") != "yes")
            return; // the program lies where no other user can run it
        using Process process = Waiting(asUser: Environment.UserName == "root");
        string[] state = File.ReadAllLines($"/proc/{process.Id}/status");
        string owner = Owner($"/proc/{process.Id}/mem");
        string user = state.Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];
        process.Kill(entireProcessTree: true);
        if (Environment.UserName != "root")
            Assert.Equal("0", owner);
        else
            Assert.Equal(("0", "65534"), (owner, user));
    }

    [Fact]
    public void No_process_has_a_secret_in_its_arguments_or_environment()
    {
        if (!OperatingSystem.IsLinux())
            return;
        File.WriteAllText(_folder["secret"], Passphrase + "\n");
        // the command that prints the passphrase looks at all processes from which it descends, and at itself
        File.WriteAllText(_folder["print.sh"], $$"""
            pid=$$
            while [ "$pid" -gt 1 ]; do
                cat /proc/$pid/cmdline /proc/$pid/environ >> '{{_folder["seen"]}}' 2>/dev/null
                pid=$(sed -n 's/^PPid:[[:space:]]*//p' /proc/$pid/status)
            done
            cat '{{_folder["secret"]}}'
            """);
        foreach (string[] arguments in new[] { ["init", "dave@example.org"], new[] { "passphrase", "--new-command", $"sh {_folder["print.sh"]}" } })
        {
            ProcessStartInfo start = OtrMailProgram.Start(_folder.Path, [.. arguments, "--home", _folder["dave"]]);
            start.Environment["OTRMAIL_PASSPHRASE_COMMAND"] = $"sh {_folder["print.sh"]}";
            OtrMailProgram.Run(start).Ok();
        }

        byte[] seen = File.ReadAllBytes(_folder["seen"]);
        Assert.True(seen.AsSpan().IndexOf(Encoding.UTF8.GetBytes(_folder["dave"])) >= 0); // it saw the program
        Assert.True(seen.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Passphrase)) < 0);
    }

    // the program, waiting for its input; as user nobody if that is to be seen
    private Process Waiting(bool asUser)
    {
        ProcessStartInfo start = OtrMailProgram.Start(_folder.Path, "inspect");
        if (asUser)
        {
            start.ArgumentList.Clear();
            start.FileName = "setpriv";
            foreach (string argument in new[] { "--reuid=65534", "--clear-groups", OtrMailProgram.Path, "inspect" })
                start.ArgumentList.Add(argument);
            start.Environment["HOME"] = "/nonexistent";
        }

        Process process = Process.Start(start)!;
        var waited = Stopwatch.StartNew();
        while (!File.ReadAllText($"/proc/{process.Id}/cmdline").StartsWith(OtrMailProgram.Path, StringComparison.Ordinal) || Owner($"/proc/{process.Id}/mem") != "0")
        {
            Assert.False(process.HasExited, "it ended");
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), "others can still read its memory");
            Thread.Sleep(20);
        }

        return process;
    }

    private static string Owner(string path) => Said("stat", "-c", "%u", path);

    private static string Said(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string text = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return text;
    }
}
