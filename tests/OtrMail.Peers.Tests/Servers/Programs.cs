using System.Diagnostics;

namespace OtrMail.Peers.Tests.Servers;

/// <summary>Programs of others on this machine.</summary>
internal static class Programs
{
    /// <summary>The path of a program, also of those that only root has in its path; null when it is not there.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/usr/lib/dovecot:/usr/lib/postfix/sbin:/usr/lib/git-core:/usr/share/perl5/Mail").Split(':')
        .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);

    /// <summary>What a program prints, in one line.</summary>
    public static string Ask(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Trim();
    }
}
