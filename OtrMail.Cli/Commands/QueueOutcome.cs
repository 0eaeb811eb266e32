using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary>What one pass through the queue did.</summary>
/// <param name="Sent">Mails that were handed on.</param>
/// <param name="Left">What is in the queue after it.</param>
/// <param name="Trouble">What the user has to mend before some of it can go; Ok for nothing.</param>
internal sealed record QueueOutcome(IReadOnlyList<QueuedMail> Sent, IReadOnlyList<QueuedMail> Left, ExitCode Trouble)
{
    /// <summary>What waits to be tried again.</summary>
    public IEnumerable<QueuedMail> Waiting => Left.Where(mail => !mail.IsRefused);

    /// <summary>What was refused for good.</summary>
    public IEnumerable<QueuedMail> Refused => Left.Where(mail => mail.IsRefused);
}
