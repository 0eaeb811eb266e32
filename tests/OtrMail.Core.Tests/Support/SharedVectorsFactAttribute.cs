namespace OtrMail.Core.Tests.Support;

/// <summary>A fact that is skipped, and says so, where the published vectors are not at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedVectorsFactAttribute : FactAttribute
{
    public SharedVectorsFactAttribute(string file)
    {
        File = file;
        if (Find(file) is null)
            Skip = $"shared/vectors/{file} is not here";
    }

    public string File { get; }

    internal static string? Find(string file) => TestFiles.FindUp(Path.Combine("shared", "vectors", file));
}
