namespace OtrMail.Cli.Tests;

/// <summary>A directory of its own for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("otrmail-cli-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A copy of a directory, modes included.</summary>
    public static void Copy(string from, string to)
    {
        DirectoryInfo made = Directory.CreateDirectory(to);
        made.UnixFileMode = new DirectoryInfo(from).UnixFileMode;
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, System.IO.Path.Combine(to, System.IO.Path.GetFileName(file)), overwrite: true);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
