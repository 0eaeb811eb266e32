namespace OtrMail.Tests.Shared;

/// <summary>A fact that is skipped, and says so, where there is no python3 to run the second implementation.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        if (Executable is null)
            Skip = "python3 is not on PATH";
    }

    /// <summary>Where python3 is, or null.</summary>
    public static string? Executable { get; } = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, "python3"))
        .FirstOrDefault(File.Exists);
}
