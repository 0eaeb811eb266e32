using System.CommandLine;
using System.Text;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Im;

namespace OtrMail.Cli.Commands;

/// <summary>The names of accounts and peers that commands are given.</summary>
internal static class ImNames
{
    private const int MostBytes = 512;

    /// <summary>The account, which must be given.</summary>
    /// <exception cref="CommandException">64.</exception>
    public static string Account(Invocation run, Option<string?> option) => Required(run, option, "your own name in the network");

    /// <summary>The peer, who must be given.</summary>
    /// <exception cref="CommandException">64.</exception>
    public static string Peer(Invocation run, Option<string?> option) => Required(run, option, "whom you talk with");

    /// <summary>An account that has a key.</summary>
    /// <exception cref="CommandException">67: it has none.</exception>
    public static ImAccount Existing(ImKeyring keys, string name) => keys.Find(name)
        ?? throw new CommandException(ExitCode.NoUser, $"no account '{name}' has a key here", "see otrmail im key");

    /// <summary>An account; its key is made when it has none.</summary>
    public static ImAccount Open(Invocation run, ImKeyring keys, string name)
    {
        if (keys.Find(name) is { } known)
            return known;
        ImAccount made = keys.Open(name);
        run.Report.Note($"{name}: a key was made, fingerprint {made.Fingerprint}");
        return made;
    }

    /// <summary>A fingerprint that was typed, in as many arguments as it has groups.</summary>
    /// <exception cref="CommandException">64: it is none.</exception>
    public static ImFingerprint Fingerprint(IEnumerable<string> typed) =>
        ImFingerprint.TryParse(string.Concat(typed), out ImFingerprint? fingerprint)
            ? fingerprint
            : throw new CommandException(ExitCode.Usage, "that is not a fingerprint of OTR", "it has 40 hexadecimal digits");

    private static string Required(Invocation run, Option<string?> option, string meaning) => run.Get(option) switch
    {
        null or "" => throw new CommandException(ExitCode.Usage, $"{option.Name} NAME is needed: {meaning}"),
        { } name when Encoding.UTF8.GetByteCount(name) > MostBytes =>
            throw new CommandException(ExitCode.Usage, $"{option.Name}: the name has more than {MostBytes} bytes"),
        { } name => name,
    };
}
