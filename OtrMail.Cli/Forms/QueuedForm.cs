using OtrMail.Core.Mail;

namespace OtrMail.Cli.Forms;

/// <summary>A mail in the queue.</summary>
/// <param name="Id">For <c>queue drop</c>.</param>
/// <param name="Recipient">Who is to get it.</param>
/// <param name="Sender">Where bounces go.</param>
/// <param name="Account">The account; null for the command.</param>
/// <param name="Since">When it was made, Unix seconds.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Refused">For good.</param>
/// <param name="Reason">Why it is still here; null when it was not tried.</param>
internal sealed record QueuedForm(string Id, string Recipient, string Sender, string? Account, long Since, long Bytes, bool Refused, string? Reason)
{
    public static QueuedForm Of(QueuedMail mail) => new(
        mail.Id, mail.Recipient.ToString(), mail.Sender, mail.Account.Length > 0 ? mail.Account : null, mail.Since, mail.Bytes, mail.IsRefused, mail.Reason.Length > 0 ? mail.Reason : null);
}
