using OtrMail.Core.Keys;

namespace OtrMail.Core.Mail;

/// <summary>A mail that verified.</summary>
/// <param name="Type">The message that carried it.</param>
/// <param name="Content">The mail, the record of its outer headers, its NAK list.</param>
/// <param name="Sender">The authenticated identity.</param>
/// <param name="From">The address in the mail's From.</param>
/// <param name="Trust">How the sender became known.</param>
/// <param name="Stamp">The sender's stamp, Unix seconds.</param>
/// <param name="IsDuplicate">It was read before; nothing has changed.</param>
/// <param name="IsAuthenticated">
/// Whether it is authenticated. Not when the key that opened it was held by a store that was set back, or came with a
/// moved identity: then it may have been read before and altered since. Such mail changes nothing.
/// </param>
/// <param name="Notices">What the user should be told.</param>
public sealed record OpenedMail(
    PacketType Type,
    MailContent Content,
    Fingerprint Sender,
    Address From,
    Trust Trust,
    long Stamp,
    bool IsDuplicate,
    bool IsAuthenticated,
    Notices Notices)
{
    /// <summary>It was read before and comes from the archive (<see cref="Archive"/>); its keys may be gone.</summary>
    public bool IsArchived { get; init; }
}
