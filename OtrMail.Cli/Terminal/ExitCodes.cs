using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;

namespace OtrMail.Cli.Terminal;

/// <summary>The one table from what can go wrong to the exit code (docs/CLI.md).</summary>
internal static class ExitCodes
{
    /// <summary>For a mail that was not read or not written.</summary>
    public static ExitCode Of(MailFault fault) => fault switch
    {
        MailFault.Malformed => ExitCode.DataError,
        MailFault.TooLarge => ExitCode.DataError,
        MailFault.NotAuthentic => ExitCode.DataError,
        MailFault.AlteredReplay => ExitCode.DataError,
        MailFault.NoKey => ExitCode.NoUser,
        MailFault.StaleBundle => ExitCode.NoUser,
        MailFault.ClockSuspect => ExitCode.TryAgain,
        MailFault.Full => ExitCode.TryAgain,
        MailFault.UnsupportedVersion => ExitCode.Protocol,
        MailFault.UnknownSession => ExitCode.Protocol,
        MailFault.KeyForgotten => ExitCode.Protocol,
        MailFault.TooLate => ExitCode.Protocol,
        MailFault.IdentityChanged => ExitCode.Refused,
        MailFault.AddressMismatch => ExitCode.Refused,
        _ => ExitCode.Software,
    };

    /// <summary>For a mail in which nothing could be found, or which cannot be sent.</summary>
    public static ExitCode Of(MimeFault fault) => fault == MimeFault.None ? ExitCode.Ok : ExitCode.DataError;

    /// <summary>For a mail that may not go to a recipient.</summary>
    public static ExitCode Of(OutgoingFault fault) =>
        fault == OutgoingFault.ForeignSender ? ExitCode.Refused : ExitCode.NoUser;

    /// <summary>For trouble with the store.</summary>
    public static ExitCode Of(StoreFault fault) => fault switch
    {
        StoreFault.Missing => ExitCode.Configuration,
        StoreFault.Exists => ExitCode.Usage,
        StoreFault.Damaged => ExitCode.InputOutput,
        StoreFault.InputOutput => ExitCode.InputOutput,
        StoreFault.Busy => ExitCode.TryAgain,
        StoreFault.Permissions => ExitCode.Refused,
        StoreFault.WrongPassphrase => ExitCode.Refused,
        _ => ExitCode.Software,
    };

    /// <summary>For an imported bundle.</summary>
    public static ExitCode Of(ImportOutcome outcome) => outcome switch
    {
        ImportOutcome.New or ImportOutcome.Updated or ImportOutcome.Unchanged or ImportOutcome.Older
            or ImportOutcome.Own => ExitCode.Ok,
        ImportOutcome.Conflict => ExitCode.DataError,
        ImportOutcome.IdentityChanged => ExitCode.Refused,
        ImportOutcome.ClockSuspect => ExitCode.TryAgain,
        _ => ExitCode.Software,
    };

    /// <summary>The worst of several: the largest number.</summary>
    public static ExitCode Worst(ExitCode one, ExitCode other) => one > other ? one : other;
}
