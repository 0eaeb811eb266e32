using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Destinations;

/// <summary>
/// A Maildir: a mail is written and synced in <c>tmp</c>, and then moved to <c>new</c>, or with its flags to <c>cur</c>. The name is
/// the mail's own, so the same one is never there twice.
/// </summary>
internal sealed class Maildir : IMailDestination
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly string[] Delivered = ["new", "cur"];

    private readonly string _path;

    private Maildir(string path) => _path = path;

    public bool CanStage => true;

    /// <summary>Opens a Maildir, making it when it is missing (mode 0700).</summary>
    /// <exception cref="CommandException">74: it cannot be made.</exception>
    public static Maildir Open(string path)
    {
        path = Path.GetFullPath(path);
        try
        {
            foreach (string part in new[] { "", "tmp", "new", "cur" })
                Make(Path.Combine(path, part));
            return new Maildir(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.Failure($"the Maildir '{path}'", e);
        }
    }

    public string Stage(FetchedMail mail)
    {
        // the flags wait in the name, so that the place tells all that is to be done
        string name = mail.Flags.Length == 0 ? mail.BaseName : $"{mail.BaseName}:2,{mail.Flags}";
        string path = Path.Combine(_path, "tmp", name);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(path, options))
        {
            stream.Write(mail.Bytes.Span);
            stream.Flush(flushToDisk: true);
        }

        File.SetLastWriteTimeUtc(path, mail.Date.UtcDateTime);
        Libc.SyncDirectory(Path.Combine(_path, "tmp"));
        return path;
    }

    public bool Publish(string place)
    {
        string directory = Path.GetDirectoryName(Path.GetDirectoryName(place)!)!;
        string name = Path.GetFileName(place);
        if (!File.Exists(place))
            return IsThere(directory, name.Split(':')[0]);
        string target = Path.Combine(directory, name.Contains(':', StringComparison.Ordinal) ? "cur" : "new");
        File.Move(place, Path.Combine(target, name), overwrite: true);
        Libc.SyncDirectory(target);
        return true;
    }

    public void Withdraw(string place)
    {
        try
        {
            File.Delete(place);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // it stays in tmp, where mail programs clear away what is old
        }
    }

    public bool Deliver(FetchedMail mail) => Publish(Stage(mail));

    /// <summary>Whether the mail program has it already, with whatever flags it has given it.</summary>
    private static bool IsThere(string directory, string baseName) =>
        Delivered.Any(part => Directory.EnumerateFiles(Path.Combine(directory, part), baseName + "*").Any());

    private static void Make(string directory)
    {
        if (Directory.Exists(directory))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, Private);
    }
}
