namespace OtrMail.Cli.Tests;

/// <summary>A fact about the native program with the GNU loader; skipped where OTRMAIL_BIN names none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeFactAttribute : FactAttribute
{
    public NativeFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/lib64/ld-linux-x86-64.so.2"))
            Skip = "only the GNU loader on x86-64 says what it loads";
        else if (File.Exists(Path.ChangeExtension(OtrMailProgram.Path, ".dll")))
            Skip = "this program runs on the .NET runtime";
    }
}
