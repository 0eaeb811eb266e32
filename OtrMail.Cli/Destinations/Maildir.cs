using Microsoft.Win32.SafeHandles;
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
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
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
        try
        {
            using (var file = new FileStream(path, options))
                mail.WriteTo(new FileHandleStream(file.SafeFileHandle));
            File.SetLastWriteTimeUtc(path, mail.Date.UtcDateTime);
            return path;
        }
        catch
        {
            Withdraw(path);
            throw;
        }
    }

    public void Secure(IReadOnlyList<string> places)
    {
        // all are written before the first is waited for, so that the disk can take them together
        foreach (string place in places)
        {
            using SafeFileHandle handle = File.OpenHandle(place, access: FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }

        SyncDirectories(places);
    }

    public IReadOnlySet<string> Publish(IReadOnlyList<string> places) => Finish(places);

    /// <summary>As <see cref="Publish"/>, of whatever Maildir.</summary>
    public static IReadOnlySet<string> Finish(IReadOnlyList<string> places)
    {
        HashSet<string> there = [];
        List<string> moved = [];
        foreach (string place in places)
        {
            string target = TargetOf(place);
            if (File.Exists(place))
            {
                File.Move(place, target, overwrite: true);
                moved.Add(target);
                there.Add(place);
            }
            else if (IsThere(place))
            {
                there.Add(place);
            }
        }

        SyncDirectories(moved);
        return there;
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

    public bool Deliver(FetchedMail mail)
    {
        string place = Stage(mail);
        Secure([place]);
        return Publish([place]).Count > 0;
    }

    private static string TargetOf(string place)
    {
        string name = Path.GetFileName(place);
        return Path.Combine(MaildirOf(place), name.Contains(':', StringComparison.Ordinal) ? "cur" : "new", name);
    }

    /// <summary>Whether the mail program has it already, with whatever flags it has given it.</summary>
    private static bool IsThere(string place) => Delivered.Select(part => Path.Combine(MaildirOf(place), part)).Any(directory =>
        Directory.Exists(directory) && Directory.EnumerateFiles(directory, Path.GetFileName(place).Split(':')[0] + "*").Any());

    private static string MaildirOf(string place) => Path.GetDirectoryName(Path.GetDirectoryName(place)!)!;

    private static void SyncDirectories(IReadOnlyList<string> files)
    {
        foreach (string directory in files.Select(file => Path.GetDirectoryName(file)!).Distinct())
            Libc.SyncDirectory(directory);
    }

    private static void Make(string directory)
    {
        if (Directory.Exists(directory))
            return;
        string? above = Path.GetDirectoryName(directory);
        if (above is not null)
            Make(above);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, Private);
        // mails in a directory whose own name is not durable would go with it when the power fails
        if (above is not null)
            Libc.SyncDirectory(above);
    }
}
