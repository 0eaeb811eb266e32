namespace OtrMail.Ring.Tests;

/// <summary>A folder that goes away with its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("otrmail-ring-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
