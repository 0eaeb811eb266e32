namespace OtrMail.Cli.Tests;

/// <summary>A fact that is skipped, and says so, where python3 to run the second implementation is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        if (Executable is null)
            Skip = "python3 is not on PATH";
    }

    internal static string? Executable { get; } = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, "python3"))
        .FirstOrDefault(File.Exists);

    internal static string Script { get; } = Path.Combine(SampleMails.Folder, "..", "..", "tests", "second", "forge_check.py");
}
