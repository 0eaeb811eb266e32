using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace OtrMail.Peers.Tests.Servers;

/// <summary>A submission server that answers as it is told, and breaks where it is told.</summary>
internal sealed class FakeSmtpServer(int port = 0) : LoopbackServer(port)
{
    private readonly ConcurrentQueue<(string Recipient, byte[] Mail)> _taken = new();
    private readonly ConcurrentQueue<string> _commands = new();

    /// <summary>What it says that it can do.</summary>
    public string[] Extensions { get; set; } = ["8BITMIME", "SMTPUTF8", "SIZE 30000000"];

    /// <summary>Answers that are not 250: to commands that begin like this.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new();

    /// <summary>The answer after the last dot, by recipient.</summary>
    public ConcurrentDictionary<string, string> AfterData { get; } = new();

    /// <summary>Where mails go as files named by their recipients, rather than into memory.</summary>
    public string? Folder { get; set; }

    /// <summary>Breaks off so many bytes into the data of the next mail.</summary>
    public int? BreakInData { get; set; }

    /// <summary>Breaks off once after the last dot of the next mail, which it has taken, without an answer.</summary>
    public bool BreakBeforeAnswer { get; set; }

    /// <summary>Most recipients in one transaction.</summary>
    public int MostRecipients { get; set; } = int.MaxValue;

    /// <summary>The mails that came whole, lines ended by LF.</summary>
    public IReadOnlyList<(string Recipient, byte[] Mail)> Taken => [.. _taken];

    /// <summary>All commands of all connections.</summary>
    public IReadOnlyList<string> Commands => [.. _commands];

    /// <summary>Has taken these mails, and no others.</summary>
    public void Remember(IEnumerable<(string Recipient, byte[] Mail)> mails)
    {
        _taken.Clear();
        foreach ((string Recipient, byte[] Mail) mail in mails)
            _taken.Enqueue(mail);
    }

    /// <summary>An account for it.</summary>
    public string Account(string more = "", string name = "home") =>
        $"[smtp.{name}]\nhost = \"127.0.0.1\"\nport = {Port}\ntls = \"none\"\n{more}\n";

    protected override void Serve(TcpClient client)
    {
        Stream stream = client.GetStream();
        Say(stream, "220 fake");
        Converse(stream, new BufferedStream(stream, 64 << 10));
    }

    private void Converse(Stream stream, Stream input)
    {
        List<string> recipients = [];
        while (ReadLine(input) is { } line)
        {
            _commands.Enqueue(line);
            string verb = line.Split(' ')[0].ToUpperInvariant();
            if (verb is "MAIL" or "RSET")
                recipients.Clear();
            string? answer = Answers.Where(one => line.StartsWith(one.Key, StringComparison.OrdinalIgnoreCase)).Select(one => one.Value).FirstOrDefault();
            if (verb == "RCPT" && answer is null && recipients.Count >= MostRecipients)
                answer = "452 4.5.3 too many recipients";
            if (answer is not null)
            {
                Say(stream, answer);
                continue;
            }

            switch (verb)
            {
                case "EHLO":
                    Say(stream, string.Join("\r\n", new[] { "250-fake" }.Concat(Extensions.Select(one => "250-" + one)).Append("250 HELP")));
                    break;
                case "AUTH":
                    Say(stream, "235 welcome");
                    break;
                case "RCPT":
                    recipients.Add(line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.LastIndexOf('>')]);
                    Say(stream, "250 ok");
                    break;
                case "DATA":
                    if (!Receive(stream, input, recipients))
                        return;
                    break;
                case "QUIT":
                    Say(stream, "221 bye");
                    return;
                default:
                    Say(stream, "250 ok");
                    break;
            }
        }
    }

    private bool Receive(Stream stream, Stream input, List<string> recipients)
    {
        Say(stream, "354 go on");
        using Stream mail = Folder is null ? new MemoryStream() : File.Create(Path.Combine(Folder, recipients[0]));
        while (ReadLine(input) is { } line)
        {
            if (BreakInData is { } limit && mail.Length >= limit)
            {
                BreakInData = null;
                return false;
            }

            if (line != ".")
            {
                mail.Write(Encoding.Latin1.GetBytes(line.StartsWith('.') ? line[1..] : line));
                mail.WriteByte((byte)'\n');
                continue;
            }

            string answer = AfterData.GetValueOrDefault(recipients[0], "250 taken");
            if (answer.StartsWith('2'))
                _taken.Enqueue((recipients[0], mail is MemoryStream memory ? memory.ToArray() : []));
            if (BreakBeforeAnswer)
            {
                BreakBeforeAnswer = false;
                return false;
            }

            Say(stream, answer);
            return true;
        }

        return false;
    }

    private static void Say(Stream stream, string answer) => stream.Write(Encoding.ASCII.GetBytes(answer + "\r\n"));

    private static string? ReadLine(Stream stream)
    {
        var line = new StringBuilder();
        for (int one; (one = stream.ReadByte()) >= 0;)
        {
            if (one == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)one);
        }

        return null;
    }
}
