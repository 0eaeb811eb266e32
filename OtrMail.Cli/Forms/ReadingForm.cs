using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Forms;

/// <summary>What decryption found out about one input.</summary>
/// <param name="File">The input; <c>-</c> for standard input.</param>
/// <param name="ExitCode">What this input alone ends with.</param>
/// <param name="Fault">Why there is no mail; null when there is one, and then all that follows is set.</param>
/// <param name="From">The authenticated sender's address.</param>
/// <param name="Fingerprint">His identity.</param>
/// <param name="Trust">stranger, accepted or verified.</param>
/// <param name="Type">first, reply or data.</param>
/// <param name="Stamp">His stamp, Unix seconds.</param>
/// <param name="Duplicate">It was read before.</param>
/// <param name="Authenticated">Not when the store was restored or moved since the key that opened it was made.</param>
/// <param name="Kind">mail, or ack: a mail of the program itself, headers alone.</param>
/// <param name="Notices">The words of the status header, <c>resent</c> among them.</param>
/// <param name="Confidential">Names of the header fields that nobody on the way could read.</param>
/// <param name="Changed">Outer header fields that did not come as they were sent.</param>
internal sealed record ReadingForm(
    string File,
    int ExitCode,
    string? Fault,
    string? From = null,
    string? Fingerprint = null,
    string? Trust = null,
    string? Type = null,
    long? Stamp = null,
    bool? Duplicate = null,
    bool? Authenticated = null,
    string? Kind = null,
    IReadOnlyList<string>? Notices = null,
    IReadOnlyList<string>? Confidential = null,
    IReadOnlyList<ChangeForm>? Changed = null)
{
    public static ReadingForm Of(string file, DecryptedMessage message) => new(
        file,
        0,
        null,
        message.Mail.From.ToString(),
        message.Mail.Sender.Hex,
        MailStatus.NameOf(message.Mail.Trust),
        MailStatus.NameOf(message.Mail.Type),
        message.Mail.Stamp,
        message.Mail.IsDuplicate,
        message.Mail.IsAuthenticated,
        message.Mail.Content.Kind == MessageKind.Ack ? "ack" : "mail",
        MailStatus.NamesOf(message.Mail.Notices),
        message.Confidential,
        [.. message.Changes.Select(ChangeForm.Of)]);
}
