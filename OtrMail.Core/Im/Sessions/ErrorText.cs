using OtrMail.Core.Im.Messages;

namespace OtrMail.Core.Im.Sessions;

/// <summary>What this program tells the other side in the clear, cut short where the network is narrow.</summary>
internal static class ErrorText
{
    private const string UnreadableText = " Your encrypted message could not be read here.";
    private const string Invitation =
        " This invites you to an off-the-record conversation; your program does not seem to know how.";

    /// <summary>The error message for what could not be read.</summary>
    public static string Unreadable(Outbox outbox) => Fitting(WireText.ErrorPrefix, UnreadableText, outbox);

    /// <summary>The query message.</summary>
    public static string Query(Outbox outbox) => Fitting(WireText.QueryV3, Invitation, outbox);

    private static string Fitting(string marker, string words, Outbox outbox) =>
        outbox.Fits(marker + words) ? marker + words : marker;
}
