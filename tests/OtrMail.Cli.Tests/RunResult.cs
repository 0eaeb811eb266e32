using System.Text;

namespace OtrMail.Cli.Tests;

/// <summary>What a run of the program left: exit code and both streams.</summary>
internal sealed record RunResult(int ExitCode, byte[] Output, string Error)
{
    public string Text => Encoding.UTF8.GetString(Output);

    /// <summary>The run succeeded.</summary>
    public RunResult Ok()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}");
        return this;
    }

    /// <summary>The run failed as the contract has it: this code, nothing on stdout, one line on stderr, no trace.</summary>
    public RunResult Refused(int exitCode, int lines = 1)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode} instead of {exitCode}: {Error}");
        Assert.Empty(Output);
        Assert.Equal(lines, Error.TrimEnd('\n').Split('\n').Length);
        Assert.All(Error.TrimEnd('\n').Split('\n'), line => Assert.StartsWith("otrmail: ", line));
        Assert.DoesNotContain("Exception", Error);
        Assert.DoesNotContain("   at ", Error);
        return this;
    }
}
