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

    public bool Publish(string place) => throw new NotSupportedException();

    public void Withdraw(string place)
    {
    }

    public bool Deliver(FetchedMail mail)
    {
        try
        {
            context.Output.Write(Quote(mail));
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
        string date = mail.Date.UtcDateTime.ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture);
        output.Write(System.Text.Encoding.ASCII.GetBytes($"From MAILER-DAEMON {date}\n"));
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
