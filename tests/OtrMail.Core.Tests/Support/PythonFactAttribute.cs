namespace OtrMail.Core.Tests.Support;

/// <summary>A fact that is skipped, and says so, where the second implementation or python3 to run it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        if (Executable is null)
            Skip = "python3 is not on PATH";
        else if (!File.Exists(Script))
            Skip = "tests/second/check_vectors.py is not here";
    }

    internal static string? Executable { get; } = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, "python3"))
        .FirstOrDefault(File.Exists);

    internal static string Script => Path.Combine(TestFiles.Tests, "second", "check_vectors.py");
}
