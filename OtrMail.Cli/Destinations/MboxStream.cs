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
        OutputFile.Write(context, null, output => Write(mail, output));
        return true;
    }

    /// <summary>The mail with its separator, and an empty line after it.</summary>
    internal static void Write(FetchedMail mail, Stream output)
    {
        // as ctime(3) writes it, with two columns for the day
        DateTime date = mail.Date.UtcDateTime;
        string from = string.Create(CultureInfo.InvariantCulture, $"{date:ddd MMM} {date.Day,2} {date:HH:mm:ss yyyy}");
        output.Write(System.Text.Encoding.ASCII.GetBytes($"From MAILER-DAEMON {from}\n"));
        using var quoting = new MboxQuoting(output);
        mail.WriteTo(quoting);
        quoting.Finish();
    }
}
