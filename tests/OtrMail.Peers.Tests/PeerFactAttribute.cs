namespace OtrMail.Peers.Tests;

/// <summary>A fact about real programs of others; skipped, by name, where one of them is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    /// <param name="programs">What must be there: names of programs.</param>
    public PeerFactAttribute(params string[] programs)
    {
        if (programs.FirstOrDefault(program => Find(program) is null) is { } missing)
            Skip = $"{missing} is not installed";
    }

    /// <summary>The path of a program, also of those that only root has in its path.</summary>
    internal static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/usr/lib/dovecot:/usr/lib/postfix/sbin").Split(':')
        .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
}
