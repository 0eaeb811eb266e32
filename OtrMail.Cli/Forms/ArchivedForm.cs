using OtrMail.Core.Mail;

namespace OtrMail.Cli.Forms;

/// <summary>A mail in the archive.</summary>
internal sealed record ArchivedForm(string PacketHash, string From, string Fingerprint, long Stamp, long Kept, long Bytes)
{
    public static ArchivedForm Of(ArchivedMail mail) =>
        new(mail.PacketHash, mail.From.ToString(), mail.Sender.Hex, mail.Stamp, mail.Kept, mail.Bytes);
}
