using System.Globalization;
using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Destinations;

/// <summary>
/// Mails one after the other on standard output, as an mbox whose quoting can be undone (mboxrd: every line that is <c>From </c>
/// after any number of <c>&gt;</c> gets one more).
/// </summary>
/// <param name="context">Whose standard output.</param>
internal sealed class MboxStream(CliContext context) : IMailDestination
{
    public bool CanStage => false;

    public string Stage(FetchedMail mail) => throw new NotSupportedException();

    public void Secure(IReadOnlyList<string> places) => throw new NotSupportedException();

    public IReadOnlySet<string> Publish(IReadOnlyList<string> places) => throw new NotSupportedException();

    public void Withdraw(string place)
    {
    }

    public bool Deliver(FetchedMail mail)
    {
        try
        {
            byte[] bytes = Quote(mail);
            context.Output.Write(context.IsOutputTerminal ? Printable.Text(bytes) : bytes);
            context.Output.Flush();
            return true;
        }
        catch (IOException e)
        {
            throw OutputFile.Failure("standard output", e);
        }
    }

    /// <summary>The mail with its separator, and an empty line after it.</summary>
    internal static byte[] Quote(FetchedMail mail)
    {
        using var output = new MemoryStream(mail.Bytes.Length + 128);
        // as ctime(3) writes it, with two columns for the day
        DateTime date = mail.Date.UtcDateTime;
        string from = string.Create(CultureInfo.InvariantCulture, $"{date:ddd MMM} {date.Day,2} {date:HH:mm:ss yyyy}");
        output.Write(System.Text.Encoding.ASCII.GetBytes($"From MAILER-DAEMON {from}\n"));
        ReadOnlySpan<byte> rest = mail.Bytes.Span;
        while (!rest.IsEmpty)
        {
            int lf = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = lf < 0 ? rest : rest[..(lf + 1)];
            rest = rest[line.Length..];
            if (line.TrimStart((byte)'>').StartsWith("From "u8))
                output.WriteByte((byte)'>');
            output.Write(line);
        }

        if (mail.Bytes.Span is not [.., (byte)'\n'])
            output.WriteByte((byte)'\n');
        output.WriteByte((byte)'\n');
        return output.ToArray();
    }
}
