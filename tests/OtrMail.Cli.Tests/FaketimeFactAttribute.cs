namespace OtrMail.Cli.Tests;

/// <summary>A fact that shifts the clock of the built program from outside; skipped where libfaketime is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FaketimeFactAttribute : FactAttribute
{
    public FaketimeFactAttribute()
    {
        if (Library is null)
            Skip = "libfaketime is not installed";
    }

    internal static string? Library { get; } = new[] { "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/faketime/libfaketime.so.1" }
        .FirstOrDefault(File.Exists);
}
