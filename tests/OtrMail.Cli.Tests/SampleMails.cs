using System.Text;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Tests;

/// <summary>The mails of samples/mail.</summary>
internal static class SampleMails
{
    public static string Folder { get; } = Path.Combine(TestFiles.Root, "samples", "mail");

    /// <summary>A sample with this one sender in place of its own.</summary>
    public static byte[] From(string name, string address)
    {
        byte[] mail = File.ReadAllBytes(Path.Combine(Folder, name));
        if (!HeaderBlock.TryParse(mail, out HeaderBlock? header, out _) || header.First("From") is not { } from)
            return mail;
        int at = mail.AsSpan().IndexOf(from.Raw.Span);
        string lineEnd = from.Raw.Span.EndsWith("\r\n"u8) ? "\r\n" : "\n";
        return [.. mail[..at], .. Encoding.ASCII.GetBytes($"From: {address}{lineEnd}"), .. mail[(at + from.Raw.Length)..]];
    }

    /// <summary>What a recipient gets of it.</summary>
    public static byte[] Inner(byte[] mail)
    {
        Assert.True(OutgoingMail.TryParse(mail, out OutgoingMail? outgoing, out MimeFault fault), fault.ToString());
        return StatusHeader.Remove(outgoing.Inner.Memory).ToArray();
    }
}
