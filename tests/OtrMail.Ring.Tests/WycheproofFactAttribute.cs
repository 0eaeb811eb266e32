namespace OtrMail.Ring.Tests;

/// <summary>A fact that is skipped, and says so, where Wycheproof's files are not at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WycheproofFactAttribute : FactAttribute
{
    public WycheproofFactAttribute(string file)
    {
        File = file;
        if (Find(file) is null)
            Skip = $"shared/vectors/wycheproof/{file} is not here";
    }

    public string File { get; }

    public static string? Find(string file) =>
        TestFiles.FindUp(Path.Combine("shared", "vectors", "wycheproof", file));
}
