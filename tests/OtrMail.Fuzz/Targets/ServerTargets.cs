using System.Text;
using MailKit;
using OtrMail.Cli.Transport;

namespace OtrMail.Fuzz.Targets;

/// <summary>What we make of a server's answers; reading the protocol itself is MailKit's.</summary>
internal static class ServerTargets
{
    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        new("imap-structure", Structure, Corpus, "(", ")", "NIL", "\"", "\"multipart\"", "\"encrypted\"", "\"application\"", "\"otr-mail\"", "\"message\"", "\"rfc822\"", "\"protocol\"", "\"application/otr-mail\"", " ", "1", "4294967295"),
    ];

    private static void Structure(byte[] input)
    {
        MailStructure.BeginsPacket(input);
        if (Parse(input) is { } part)
            FuzzException.Unless(MailStructure.Of(part, 4000)!.Doubtful.Count <= 4, "too many parts to ask for");
    }

    /// <summary>Only how structures get here: MailKit reads its own text form of them, a server's answer by other code.</summary>
    private static BodyPart? Parse(byte[] input)
    {
        try
        {
            return BodyPart.TryParse(Encoding.Latin1.GetString(input), out BodyPart? part) ? part : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<byte[]> Corpus()
    {
        var text = new BodyPartText(new MimeKit.ContentType("text", "plain"), "1") { Octets = 1300 };
        var control = new BodyPartBasic(new MimeKit.ContentType("application", "otr-mail"), "1") { Octets = 12 };
        var data = new BodyPartBasic(new MimeKit.ContentType("application", "octet-stream") { Name = "message.otrmail" }, "2") { Octets = 9000 };
        var encrypted = new BodyPartMultipart(new MimeKit.ContentType("multipart", "encrypted"), "");
        encrypted.ContentType.Parameters["protocol"] = "application/otr-mail";
        encrypted.BodyParts.Add(control);
        encrypted.BodyParts.Add(data);
        var mixed = new BodyPartMultipart(new MimeKit.ContentType("multipart", "mixed"), "");
        mixed.BodyParts.Add(text);
        mixed.BodyParts.Add(encrypted);
        return new BodyPart[] { text, control, data, encrypted, mixed }.Select(part => Encoding.Latin1.GetBytes(part.ToString()));
    }
}
