using OtrMail.Cli.Commands;
using OtrMail.Core.Mail.Deniability;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Forms;

/// <summary>A message that verifies.</summary>
/// <param name="File">Which.</param>
/// <param name="Verifies">Always true: what does not verify has no form.</param>
/// <param name="Type">first, reply or data.</param>
/// <param name="MacKey">The revealed key under which its MAC verifies; null when none was looked for.</param>
/// <param name="RevealedIn">Where that was revealed.</param>
/// <param name="From">From of the mail inside; null without the recipient's keys.</param>
/// <param name="Fingerprint">Identity of the alleged sender, likewise.</param>
/// <param name="Stamp">When it is said to have been written, likewise.</param>
internal sealed record CheckForm(
    string File, bool Verifies, string Type, string? MacKey, string? RevealedIn, string? From, string? Fingerprint, long? Stamp)
{
    public static CheckForm Of(PacketFile file, string? macKey, string? revealedIn, OfflineReading? reading) => new(
        file.Name,
        true,
        MailStatus.NameOf(file.Packet.Header.Type),
        macKey,
        revealedIn,
        reading?.From?.ToString(),
        reading?.Sender.Hex,
        reading?.Stamp);
}
