using System.Net.Sockets;
using System.Text;

namespace OtrMail.Peers.Tests.Servers;

/// <summary>
/// An IMAP server with one folder that does what a test says, right or wrong: for what no real server can be brought to say.
/// </summary>
internal sealed class ScriptedImap : LoopbackServer
{
    private readonly List<string> _commands = [];

    public string Greeting { get; set; } = "* OK ready";

    public string Capabilities { get; set; } = "IMAP4rev1";

    public uint UidValidity { get; set; } = 1;

    /// <summary>The mails of the folder by UID.</summary>
    public SortedDictionary<uint, byte[]> Mails { get; } = [];

    /// <summary>
    /// Answers a command (without its tag) in its own way; null: as usual. <c>TAG</c> stands for its tag. After an answer that neither
    /// has it nor asks for more the connection is closed.
    /// </summary>
    public Func<string, string?> Answer { get; set; } = _ => null;

    /// <summary>All commands so far.</summary>
    public string[] Commands
    {
        get
        {
            lock (_commands)
                return [.. _commands];
        }
    }

    /// <summary>The structure of mails as OtrMail makes them.</summary>
    public static string Structure(byte[] mail) =>
        "((\"application\" \"otr-mail\" NIL NIL NIL \"7bit\" 12 NIL NIL NIL NIL)"
        + $"(\"application\" \"octet-stream\" (\"name\" \"message.otrmail\") NIL NIL \"base64\" {mail.Length} NIL NIL NIL NIL)"
        + " \"encrypted\" (\"protocol\" \"application/otr-mail\" \"boundary\" \"x\") NIL NIL NIL)";

    /// <summary>What a server answers for one mail's structure.</summary>
    public string Summary(uint uid) => $"* {Number(uid)} FETCH (UID {uid} FLAGS () INTERNALDATE \"04-Mar-2026 05:06:07 +0000\" "
        + $"RFC822.SIZE {Mails[uid].Length} BODYSTRUCTURE {Structure(Mails[uid])})\r\n";

    /// <summary>The same without the structure.</summary>
    public string Outline(uint uid) => $"* {Number(uid)} FETCH (UID {uid} FLAGS () INTERNALDATE \"04-Mar-2026 05:06:07 +0000\" RFC822.SIZE {Mails[uid].Length})\r\n";

    /// <summary>What a server answers for one whole mail.</summary>
    public string Whole(uint uid) => $"* {Number(uid)} FETCH (UID {uid} BODY[] {{{Mails[uid].Length}}}\r\n{Encoding.Latin1.GetString(Mails[uid])})\r\n";

    /// <summary>Bytes that it gives of a mail at once when a piece of it is asked for; the largest number stands for a server that knows no pieces.</summary>
    public int MostOfAPiece { get; set; } = int.MaxValue - 1;

    /// <summary>What a server answers for a piece of a mail.</summary>
    private string Piece(uint uid, string command)
    {
        if (MostOfAPiece == int.MaxValue || command.Split("[]<") is not [_, var asked])
            return Whole(uid);
        int[] range = [.. asked.TrimEnd('>', ')').Split('.').Select(int.Parse)];
        int start = Math.Min(range[0], Mails[uid].Length);
        int count = Math.Min(Math.Min(range[1], MostOfAPiece), Mails[uid].Length - start);
        return $"* {Number(uid)} FETCH (UID {uid} BODY[]<{range[0]}> {{{count}}}\r\n{Encoding.Latin1.GetString(Mails[uid], start, count)})\r\n";
    }

    public string Account(string more = "") => Dovecot.Account($"tls = \"none\"\nport = {Port}\n{more}");

    /// <summary>A mail's sequence number.</summary>
    public int Number(uint uid) => Mails.Keys.TakeWhile(other => other < uid).Count() + 1;

    protected override void Serve(TcpClient client)
    {
        NetworkStream stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        Write(stream, Greeting + "\r\n");
        while (reader.ReadLine() is { } line)
        {
            string[] words = line.Split(' ', 2);
            string command = words.Length > 1 ? words[1] : line;
            lock (_commands)
                _commands.Add(command);
            string answer = Answer(command) ?? Usual(command);
            // at the beginning of a line, since base64 may hold these letters too
            string tagged = ("\n" + answer).Replace("\nTAG ", $"\n{words[0]} ", StringComparison.Ordinal)[1..];
            Write(stream, tagged);
            if (command == "LOGOUT" || (tagged == answer && !answer.StartsWith('+')))
                return;
        }
    }

    private string Usual(string command) => command.Split(' ')[0].ToUpperInvariant() switch
    {
        "CAPABILITY" => $"* CAPABILITY {Capabilities}\r\nTAG OK done\r\n",
        "LOGIN" => $"TAG OK [CAPABILITY {Capabilities}] done\r\n",
        "LIST" => "* LIST (\\HasNoChildren) \"/\" INBOX\r\nTAG OK done\r\n",
        "STATUS" => $"* STATUS INBOX (UIDVALIDITY {UidValidity} UIDNEXT {Mails.Keys.LastOrDefault() + 1})\r\nTAG OK done\r\n",
        "EXAMINE" => $"* {Mails.Count} EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen)\r\n* OK [UIDVALIDITY {UidValidity}] ok\r\n* OK [UIDNEXT {Mails.Keys.LastOrDefault() + 1}] ok\r\nTAG OK [READ-ONLY] done\r\n",
        "UID" when command.StartsWith("UID SEARCH", StringComparison.Ordinal) => $"* SEARCH{string.Concat(Mails.Keys.Select(uid => $" {uid}"))}\r\nTAG OK done\r\n",
        "UID" when command.Contains("BODYSTRUCTURE", StringComparison.Ordinal) => string.Concat(Asked(command).Select(Summary)) + "TAG OK done\r\n",
        "UID" when command.Contains("RFC822.SIZE", StringComparison.Ordinal) => string.Concat(Asked(command).Select(Outline)) + "TAG OK done\r\n",
        "UID" => string.Concat(Asked(command).Select(uid => Piece(uid, command))) + "TAG OK done\r\n",
        "LOGOUT" => "* BYE\r\nTAG OK done\r\n",
        _ => "TAG OK done\r\n",
    };

    /// <summary>The mails that a UID FETCH names.</summary>
    public IEnumerable<uint> Asked(string command)
    {
        foreach (string range in command.Split(' ')[2].Split(','))
        {
            uint[] ends = [.. range.Split(':').Select(end => end == "*" ? uint.MaxValue : uint.Parse(end))];
            foreach (uint uid in Mails.Keys.Where(uid => uid >= ends.Min() && uid <= ends.Max()))
                yield return uid;
        }
    }

    private static void Write(NetworkStream stream, string text) => stream.Write(Encoding.Latin1.GetBytes(text));
}
