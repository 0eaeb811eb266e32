using OtrMail.Ring;

namespace OtrMail.Cli.Terminal;

/// <summary>The directory of <c>--output-dir</c>: all files of one result appear, or none.</summary>
/// <param name="path">Made if it is missing.</param>
/// <param name="random">For temporary names.</param>
internal sealed class OutputDirectory(string path, IRandomSource random)
{
    /// <summary>Refuses what is certain to fail, before anything has changed.</summary>
    public void Check()
    {
        // what is missing is made, in the first that is there
        string there = Path.GetFullPath(path);
        while (!Path.Exists(there) && Path.GetDirectoryName(there) is { } above)
            there = above;
        if (!Directory.Exists(there))
            throw new CommandException(ExitCode.InputOutput, $"'{there}' is not a directory", "give another --output-dir");
    }

    /// <summary>Writes files that are in memory.</summary>
    /// <exception cref="CommandException">74; nothing of it is left behind.</exception>
    public void Write(IReadOnlyList<(string Name, byte[] Bytes)> files) =>
        Write([.. files.Select(file => (file.Name, (Action<Stream>)(output => output.Write(file.Bytes))))]);

    /// <summary>Writes all files, each 0600, replacing those that are there.</summary>
    /// <exception cref="CommandException">74; nothing of it is left behind.</exception>
    public void Write(IReadOnlyList<(string Name, Action<Stream> Write)> files)
    {
        bool isMade = false;
        List<StagedFile> staged = [];
        try
        {
            isMade = !Directory.Exists(path);
            Make();
            foreach ((string name, Action<Stream> write) in files)
                staged.Add(StagedFile.Write(Path.Combine(path, name), write, random));
            foreach (StagedFile file in staged)
                file.Publish();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            foreach (StagedFile file in staged)
                file.Withdraw();
            if (isMade)
                TryRemove();
            throw OutputFile.Failure($"'{path}'", e);
        }
        finally
        {
            foreach (StagedFile file in staged)
                file.Dispose();
        }
    }

    private void Make()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private void TryRemove()
    {
        try
        {
            Directory.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // not empty, or gone already
        }
    }
}
