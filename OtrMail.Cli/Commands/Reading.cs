using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary>Tells people about a mail that was read.</summary>
internal static class Reading
{
    /// <summary>From whom, how trusted, and all that the user should look at.</summary>
    /// <param name="report">Where.</param>
    /// <param name="name">How the mail is called.</param>
    /// <param name="message">The mail.</param>
    /// <param name="isOneOfMany">What is as it should be is a detail then.</param>
    public static void Tell(Report report, string name, DecryptedMessage message, bool isOneOfMany = false)
    {
        OpenedMail mail = message.Mail;
        if (!mail.IsAuthenticated)
        {
            report.Warning($"{name}: NOT authenticated: the key that opened it was held by a store that was restored or moved, "
                + $"so anybody may have altered this mail; ask {mail.From} another way whether it is his");
        }

        Action<string> note = isOneOfMany ? report.Detail : report.Note;
        note($"{name}: {(mail.IsAuthenticated ? "from" : "says it is from")} {mail.From} ({MailStatus.NameOf(mail.Trust)}), {MailStatus.NameOf(mail.Type)}"
            + (mail.IsDuplicate ? ", a duplicate: it was read before" : "")
            + (mail.Content.Kind == MessageKind.Ack ? ", a mail of the program itself: nothing to read" : "")
            + (mail.Notices.HasFlag(Notices.Resent) ? ", sent again on request" : ""));
        if (mail.Notices.HasFlag(Notices.NewContact))
        {
            report.Warning($"{name}: the first mail of {mail.From}; its key {mail.Sender.Hex} is remembered from now on; "
                + $"compare it with its owner: otrmail key verify {mail.From}");
        }

        if (mail.Notices.HasFlag(Notices.LookAlike))
        {
            report.Warning($"{name}: {mail.From} looks like an address that you know, and is another: "
                + "see who it is (otrmail key list) before you answer");
        }

        if (mail.Notices.HasFlag(Notices.FirstInsideSession))
        {
            report.Warning($"{name}: a first mail inside an established session: {mail.From} lost his keys, "
                + "or somebody has your identity key and pretends to be him; ask him");
        }

        if (mail.Notices.HasFlag(Notices.BundleConflict))
        {
            report.Warning($"{name}: another key bundle of {mail.From} has the same serial: "
                + "his keys live in two places, or he restored a backup; tell him");
        }

        if (mail.Notices.HasFlag(Notices.StoreRestored))
        {
            report.Warning($"{name}: {mail.From} has seen later mail of yours than this store remembers: it was restored from an "
                + "older state; all sessions are retired and your keys renewed");
        }

        if (mail.Notices.HasFlag(Notices.AskedFor))
            report.Warning($"{name}: {mail.From} could not read mail of yours and asks for it: otrmail resend {mail.From}");
        if (mail.Notices.HasFlag(Notices.NewBundle))
            report.Detail($"{name}: {mail.From} has renewed his keys");
        if (message.Changes.Count > 0)
        {
            IEnumerable<string> fields = message.Changes.Select(change => OuterFields.NameOf(change.Field)).Distinct();
            report.Warning($"{name}: changed on the way, outside: {string.Join(", ", fields)}; the mail inside is as it was sent");
        }

        if (message.Confidential.Count > 0)
            report.Detail($"{name}: confidential header: {string.Join(", ", message.Confidential)}");
    }
}
