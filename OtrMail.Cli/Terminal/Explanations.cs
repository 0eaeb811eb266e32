using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;

namespace OtrMail.Cli.Terminal;

/// <summary>What each fault is in words, and what to do next.</summary>
internal static class Explanations
{
    /// <summary>Why a mail was not read.</summary>
    public static (string What, string Hint) Reading(MailFault fault) => fault switch
    {
        MailFault.Malformed => ("damaged or not OTR-Mail", "get it again from the server, or ask the sender to send it again"),
        MailFault.TooLarge => ("larger than allowed", "raise packet_limit in config.toml if you expect such mail"),
        MailFault.UnsupportedVersion => ("made by a newer version of the protocol", "update otrmail"),
        MailFault.UnknownSession => (
            "belongs to a session that is not known here", "ask the sender to write anew"),
        MailFault.KeyForgotten => (
            "the key that opens it was forgotten, or it is for somebody else", "ask the sender to send it again"),
        MailFault.TooLate => ("its signing key is not accepted any more", "ask the sender to send it again"),
        MailFault.NotAuthentic => ("not authentic: altered, or not from who it says", "do not trust it; ask the sender another way"),
        MailFault.AlteredReplay => ("an altered copy of a mail that was read already", "do not trust it"),
        MailFault.IdentityChanged => ("an address appears under another identity key", "compare fingerprints, then key accept"),
        MailFault.AddressMismatch => ("its From does not belong to who wrote it", "do not trust it; ask the sender another way"),
        MailFault.ClockSuspect => (
            "dated more than two days in the future: one of the two clocks is wrong", "check your clock and try again later"),
        MailFault.Full => ("too many mails of strangers", "try again once your prekey has been renewed"),
        MailFault.StaleBundle or MailFault.NoKey or _ => (fault.ToString(), "report this"),
    };

    /// <summary>Why a mail was not encrypted for a recipient.</summary>
    public static (string What, string Hint) Writing(MailFault fault) => fault switch
    {
        MailFault.NoKey => ("no key", "import one: otrmail key import FILE"),
        MailFault.StaleBundle => ("the key is too old to be used", "ask for a new one and import it: otrmail key import FILE"),
        MailFault.TooLarge => ("the mail is larger than allowed", "send less, or raise packet_limit in config.toml"),
        MailFault.AddressMismatch => ("the From is not one of your addresses", "use one that you have, or add it: otrmail key add-address ADDRESS"),
        _ => Reading(fault),
    };

    /// <summary>Why a mail may not go to a recipient.</summary>
    public static (string What, string Hint) Outgoing(OutgoingFault fault) => fault switch
    {
        OutgoingFault.ForeignSender => (
            Writing(MailFault.AddressMismatch).What, "use one that you have, or add it: otrmail key add-address ADDRESS; what others wrote is forwarded in a mail of your own"),
        OutgoingFault.StaleBundle => Writing(MailFault.StaleBundle),
        OutgoingFault.AnswerWithContact => (
            "no key, and an answer that a contact gets encrypted may quote him", "import a key, leave him out, or allow it with --plain"),
        OutgoingFault.AnswerToEncrypted => (
            "no key, and the mail answers one that was encrypted and may quote it", "import a key, or allow it with --plain"),
        _ => ("no key", "import one: otrmail key import FILE; or send him plain text with --plain"),
    };

    /// <summary>Why nothing was found in an incoming mail.</summary>
    public static (string What, string? Hint) Finding(MimeFault fault) => fault switch
    {
        MimeFault.NotOtrMail => ("not an OTR-Mail message", "give the encrypted mail as it came, or its message.otrmail"),
        MimeFault.TooLarge => ("larger than allowed (mail, header, or number of parts)", "raise packet_limit in config.toml if you expect such mail"),
        _ => ("an OTR-Mail message whose packet is damaged or missing", "get it again from the server, or ask the sender to send it again"),
    };

    /// <summary>What to do about trouble with the store.</summary>
    public static string? Storing(StoreException trouble) => trouble.Fault switch
    {
        StoreFault.Missing => "make your identity: otrmail init ADDRESS",
        StoreFault.Exists => "it stays; for one more address: otrmail key add-address ADDRESS",
        StoreFault.WrongPassphrase => "give the right one on the terminal, or by OTRMAIL_PASSPHRASE_COMMAND",
        StoreFault.InputOutput when trouble.MayBeDone => "what was to change may have changed all the same; see to the disk and run it again",
        StoreFault.InputOutput => "nothing has changed; see to the disk and run it again",
        StoreFault.Busy => "another otrmail is at work here: try again later, or raise lock_timeout in config.toml",
        StoreFault.Damaged => "restore the data directory from a backup, then say so: otrmail restored",
        StoreFault.Permissions or _ => null, // the message says what is to be changed
    };

    /// <summary>Why an outgoing mail cannot be taken.</summary>
    public static (string What, string? Hint) Sending(MimeFault fault) => fault switch
    {
        MimeFault.TooLarge => ("larger than allowed: the mail (packet_limit in config.toml), or its header (64 KiB, 1000 fields)", "send less, or to fewer at a time"),
        MimeFault.AlreadyEncrypted => ("an OTR-Mail message already", "send it as it is"),
        MimeFault.NotOtrMail => ("it says that it is OTR-Mail, but there is no packet in it: not sent, lest it go in the clear", "give it another Content-Type, or encrypt it anew"),
        MimeFault.NoSender => ("no From with an address", "add a From: line"),
        MimeFault.ManySenders => ("more than one sender", "leave one address in one From: line"),
        MimeFault.BadFrom => BadAddress("From"),
        MimeFault.BadTo => BadAddress("To"),
        MimeFault.BadCc => BadAddress("Cc"),
        MimeFault.BadBcc => BadAddress("Bcc"),
        MimeFault.BadResent => BadAddress("Resent-To, Resent-Cc or Resent-Bcc"),
        _ => ("its header is not one that all mail programs read alike", "put nothing but header lines before the first empty line"),
    };

    private static (string What, string Hint) BadAddress(string field) => ($"{field} holds something that is no mail address", "correct it");
}
