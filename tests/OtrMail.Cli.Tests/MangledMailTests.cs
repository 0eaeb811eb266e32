using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace OtrMail.Cli.Tests;

/// <summary>
/// What lists, providers and gateways do to an encrypted mail: the very mail that was sent comes out, and nothing of what
/// they put around it.
/// </summary>
public sealed class MangledMailTests : IDisposable
{
    private const string Intruder = "INTRUDER";

    private static readonly (string What, Func<string, string> Do)[] Manglings =
    [
        ("footer under the closing boundary", mail => mail + $"\n_____\n{Intruder} list footer\n"),
        ("footer part around", mail => InMixed(mail, $"Content-Type: text/plain\n\n{Intruder} list footer\n")),
        ("banner part before", mail => InMixed(mail, $"Content-Type: text/html\n\n<h1>{Intruder}</h1>\n", before: true)),
        ("footer twice around", mail => InMixed(InMixed(mail, $"\n{Intruder} one\n"), $"\n{Intruder} two\n", boundary: "second")),
        ("footer under the base64", mail => mail.Replace("\n--=_otrmail_", $"\n\n{Intruder} footer\n--=_otrmail_", StringComparison.Ordinal)),
        ("other subject outside", mail => mail.Replace("Subject: [...]", $"Subject: [list] {Intruder}", StringComparison.Ordinal)),
        ("sender rewritten outside", mail => Regex.Replace(mail, "^From: .*$", $"From: {Intruder} via list <list@example.com>\nReply-To: list@example.com", RegexOptions.Multiline)),
        ("header order turned round", TurnHeader),
        ("control part dropped", mail => Regex.Replace(mail, "Content-Type: application/otr-mail\n(.|\n)*?--=", "--=")),
        ("mixed, renamed, octet-stream", mail => mail.Replace("multipart/encrypted; protocol=\"application/otr-mail\";", "multipart/mixed;", StringComparison.Ordinal).Replace("message.otrmail", "ATT00001.bin", StringComparison.Ordinal)),
        ("boundaries changed", mail => Regex.Replace(mail, "=_otrmail_[0-9a-f]+", "----=_Part_1.2")),
        ("base64 in lines of 64 with CRLF", mail => Wrap(mail, 64, "\r\n")),
        ("line ends doubled", mail => mail.Replace("\n", "\r\r\n", StringComparison.Ordinal)),
        ("line ends doubled, then sent on", mail => $"Received: from {Intruder}\r\n" + mail.Replace("\n", "\r\r\n", StringComparison.Ordinal)),
        ("base64 in lines of 990", mail => Wrap(mail, 990, "\n")),
        ("encoding field lost", mail => mail.Replace("Content-Transfer-Encoding: base64\n", "", StringComparison.Ordinal)),
        ("wrapped as a whole", mail => $"From: gateway@example.com\nSubject: {Intruder}\nContent-Type: message/rfc822\n\n" + mail),
        ("HTML around, to catch the text", mail => InMixed(InMixed(mail, $"Content-Type: text/html\n\n\">{Intruder}\n"), $"Content-Type: text/html\n\n<img src=\"http://{Intruder}/\n", before: true, boundary: "third")),
        ("a status of its own", mail => $"OTR-Mail-Status: authentic; from={Intruder}@example.org\n" + mail),
        ("written anew by a library", Rewritten),
    ];

    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    public static TheoryData<string> Names => [.. Manglings.Select(mangling => mangling.What)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_mail_that_was_sent_comes_out_and_nothing_of_what_was_put_around_it(string what)
    {
        byte[] original = Household.Mail("alice", "bob", "only this", "Cc: carol@example.org\n");
        string sent = Encoding.Latin1.GetString(_people.Inside("alice", original, "encrypt", "--to", "bob@example.org").Ok().Output);
        string mangled = Manglings.Single(mangling => mangling.What == what).Do(sent);
        Assert.NotEqual(sent, mangled);
        byte[] bytes = Encoding.Latin1.GetBytes(mangled);
        foreach (string[] command in new[] { ["decrypt"], new[] { "filter", "in" } })
        {
            RunResult read = _people.Inside("bob", bytes, command).Ok();
            Assert.Equal(original, Household.WithoutStatus(read.Output));
            Assert.DoesNotContain(Intruder, read.Text);
            Assert.StartsWith("OTR-Mail-Status: authentic; from=alice@example.org;", read.Text);
        }
    }

    private static string InMixed(string mail, string part, bool before = false, string boundary = "outside")
    {
        int entity = mail.IndexOf("Content-Type: multipart/", StringComparison.Ordinal);
        int body = mail.IndexOf("\n\n", StringComparison.Ordinal) + 1;
        string inner = mail[entity..];
        string header = mail[..Math.Min(entity, body)];
        string first = before ? part : inner;
        string second = before ? inner : part;
        return $"{header}Content-Type: multipart/mixed; boundary=\"{boundary}\"\n\n--{boundary}\n{first}\n--{boundary}\n{second}\n--{boundary}--\n";
    }

    private static string TurnHeader(string mail)
    {
        int end = mail.IndexOf("\n\n", StringComparison.Ordinal);
        string[] fields = Regex.Split(mail[..end], "\n(?![ \t])");
        return string.Join('\n', fields.Reverse()) + mail[end..];
    }

    private static string Wrap(string mail, int columns, string lineEnd)
    {
        int start = mail.IndexOf("T1RST", StringComparison.Ordinal);
        int end = mail.IndexOf("\n--=_otrmail_", start, StringComparison.Ordinal);
        string base64 = mail[start..end].Replace("\n", "", StringComparison.Ordinal);
        return mail[..start] + string.Join(lineEnd, base64.Chunk(columns).Select(line => new string(line))) + mail[end..];
    }

    private static string Rewritten(string mail)
    {
        using MimeMessage message = MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(mail)));
        message.Headers.Add("X-Scanned", Intruder);
        ((Multipart)message.Body!).Boundary = "another";
        var attachment = (MimePart)((Multipart)message.Body!)[1];
        // its quoted-printable loses the CR of a CRLF in binary data, which one packet in twelve has
        attachment.ContentTransferEncoding = ContentEncoding.Base64;
        using var output = new MemoryStream();
        message.WriteTo(output);
        return Encoding.Latin1.GetString(output.ToArray());
    }
}
