using System.Diagnostics;
using System.Text;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests.Chat;

/// <summary>One party of a conversation by the real libotr: tests/peers/libotr_peer.c, which tells what its lines mean.</summary>
internal sealed class LibotrPeer : IDisposable
{
    private static readonly Lazy<string> Built = new(Build);

    private readonly LineProcess _lines;

    /// <param name="keyFile">libotr's key file; a key is made where there is none.</param>
    /// <param name="account">The own name.</param>
    /// <param name="peer">The other's name.</param>
    public LibotrPeer(string keyFile, string account, string peer)
    {
        Account = account;
        _lines = new LineProcess(new ProcessStartInfo(Built.Value, [keyFile, account, peer]));
        string[] key = Answer().Single();
        Fingerprint = key[1];
        Instance = key[2];
    }

    /// <summary>The own name.</summary>
    public string Account { get; }

    /// <summary>Of the own key: 40 hexadecimal digits.</summary>
    public string Fingerprint { get; }

    /// <summary>The own instance tag: 8 hexadecimal digits.</summary>
    public string Instance { get; }

    /// <summary>Gives a command and answers the lines that came of it, each as its fields.</summary>
    public IReadOnlyList<string[]> Do(params string[] command)
    {
        _lines.Write(string.Join('\t', command.Select(Escape)) + "\n");
        return Answer();
    }

    /// <summary>The fields of the command "state" after the first.</summary>
    public string[] State() => Do("state").Single()[1..];

    public void Dispose() => _lines.Dispose();

    private static string Build()
    {
        string source = Path.Combine(AppContext.BaseDirectory, "libotr_peer.c");
        string program = Path.Combine(AppContext.BaseDirectory, "libotr_peer");
        var start = new ProcessStartInfo("gcc", ["-O2", "-Wall", "-Wextra", "-Werror", "-o", program, source, "-lotr", "-lgcrypt"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        OtrMailProgram.Run(start).Ok();
        return program;
    }

    private static string Escape(string field) => field.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);

    private static string Unescape(string field)
    {
        var text = new StringBuilder();
        for (int i = 0; i < field.Length; i++)
        {
            char sign = field[i] == '\\' ? field[++i] : '\0';
            text.Append(sign switch { '\0' => field[i], 't' => '\t', 'n' => '\n', 'r' => '\r', _ => sign });
        }

        return text.ToString();
    }

    private List<string[]> Answer()
    {
        List<string[]> lines = [];
        for (string line = _lines.Next(); line != "done"; line = _lines.Next())
            lines.Add([.. line.Split('\t').Select(Unescape)]);
        return lines;
    }
}
