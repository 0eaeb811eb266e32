using System.Diagnostics;
using System.Text.RegularExpressions;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests;

/// <summary>The files and directories that the program makes, seen by strace, under an umask that takes nothing away.</summary>
public sealed partial class FileModeTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [PeerFact("strace")]
    public void Every_file_that_is_made_is_closed_to_others_from_the_start()
    {
        File.WriteAllBytes(_people["mail.eml"], Household.Mail("alice", "bob"));
        Traced("init", "dave@example.org", "--name", "Dave", "--no-passphrase", "--home", _people["dave"]);
        Traced("passphrase", "--new-command", "echo 'battery staple'", "--home", _people["dave"]);
        Traced("encrypt", _people["mail.eml"], "-o", _people["out.eml"], "--home", _people["alice"]);
        Traced("encrypt", _people["mail.eml"], "--output-dir", _people["outs"], "--home", _people["alice"]);
        Traced("decrypt", _people["out.eml"], "-o", _people["read.eml"], "--home", _people["bob"]);
        Traced("key", "export", "--private", "--no-passphrase", "-o", _people["moved.asc"], "--home", _people["alice"]);
        Traced("tend", "--outbox", _people["outbox"], "--home", _people["bob"]);
        Traced("key", "rotate", "--home", _people["bob"]);
        Traced("key", "forget", "alice@example.org", "--home", _people["bob"]);
        string[] kinds = ["vault", "root", "otrmail.db", "otrmail.db-journal", "lock"];
        Assert.All(kinds, kind => Assert.True(_made.Keys.Any(path => Path.GetFileName(path).Contains(kind, StringComparison.Ordinal)), kind));
        Assert.True(_made.ContainsKey(_people.Folder) || _made.Keys.Any(path => Path.GetFileName(path).StartsWith(".otrmail-", StringComparison.Ordinal)));
        string[] open = [.. _made.Where(one => (one.Value & 0b000_111_111) != 0).Select(one => $"{one.Key} {Convert.ToString(one.Value, 8)}")];
        Assert.True(open.Length == 0, string.Join('\n', open));
    }

    private readonly Dictionary<string, int> _made = [];

    private void Traced(params IEnumerable<string> arguments)
    {
        string trace = _people["trace"];
        ProcessStartInfo start = OtrMailProgram.Start(_people.Folder, arguments);
        string[] strace =
        [
            "-c", "umask 0; exec \"$@\"", "sh", "strace", "-f", "-qq", "-s", "4096", "-e", "trace=open,openat,creat,mkdir,mkdirat,chmod,fchmod,fchmodat,mknod,mknodat,link,linkat",
            "-o", trace, OtrMailProgram.Path, .. start.ArgumentList,
        ];
        start.FileName = "/bin/sh";
        start.ArgumentList.Clear();
        foreach (string argument in strace)
            start.ArgumentList.Add(argument);
        OtrMailProgram.Run(start).Ok();
        foreach (string line in File.ReadLines(trace))
        {
            if (Made().Match(line) is { Success: true } made && made.Groups[1].Value.StartsWith(_people.Folder, StringComparison.Ordinal))
                Note(made.Groups[1].Value, Convert.ToInt32(made.Groups[2].Value, 8));
        }
    }

    private void Note(string path, int mode) => _made[path] = _made.GetValueOrDefault(path) | mode;

    // a file that gets its name when it is whole (O_TMPFILE) stands under its directory's
    // openat(AT_FDCWD, "path", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 3; mkdir("path", 0700) = 0
    [GeneratedRegex("""(?:openat?|creat|mkdir|mkdirat|mknod|mknodat|chmod|fchmodat)\((?:AT_FDCWD, )?"([^"]+)", (?:O_[^,]*O_(?:CREAT|TMPFILE)[^,]*, |)(0[0-7]+)(?:, \w+)?\) += \d""")]
    private static partial Regex Made();
}
