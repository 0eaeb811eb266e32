using OtrMail.Peers.Tests.Servers;
namespace OtrMail.Peers.Tests.Chat;

/// <summary>A fact about libotr; skipped, by name, where it or a compiler for its peer program is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LibotrFactAttribute : FactAttribute
{
    /// <param name="programs">What must be there beside it: names of programs.</param>
    public LibotrFactAttribute(params string[] programs)
    {
        if (programs.Prepend("gcc").FirstOrDefault(program => Programs.Find(program) is null) is { } missing)
            Skip = $"{missing} is not installed";
        else if (!File.Exists("/usr/include/libotr/proto.h"))
            Skip = "libotr5-dev is not installed";
    }
}
