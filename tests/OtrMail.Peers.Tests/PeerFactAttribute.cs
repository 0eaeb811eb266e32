using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>A fact about real programs of others; skipped, by name, where one of them is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    /// <param name="programs">What must be there: names of programs.</param>
    public PeerFactAttribute(params string[] programs)
    {
        if (programs.FirstOrDefault(program => Programs.Find(program) is null) is { } missing)
            Skip = $"{missing} is not installed";
    }

    /// <summary>It starts processes of several users, which only root may.</summary>
    public bool AsRoot
    {
        get;
        init
        {
            field = value;
            if (value && Environment.UserName != "root")
                Skip ??= "only root can start it";
        }
    }

    /// <inheritdoc cref="Programs.Find"/>
    internal static string? Find(string program) => Programs.Find(program);
}
