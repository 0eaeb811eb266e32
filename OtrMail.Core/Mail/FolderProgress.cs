namespace OtrMail.Core.Mail;

/// <summary>How far a folder on a server has been looked through.</summary>
/// <param name="UidValidity">While it stays, UIDs mean the same mails (RFC 3501, section 2.3.1.1).</param>
/// <param name="LastUid">Highest UID looked at.</param>
/// <param name="HighestModSeq">The folder's mod-sequence then (RFC 7162); 0 where the server has none.</param>
/// <param name="Again">UIDs below it that are to be looked at again.</param>
public sealed record FolderProgress(uint UidValidity, uint LastUid, ulong HighestModSeq, IReadOnlyList<uint> Again)
{
    /// <summary>UIDs kept to be looked at again; more of them are not in one mailbox but for a fault.</summary>
    public const int MaxAgain = 4096;

    /// <summary>Nothing was looked at yet.</summary>
    public static FolderProgress Start(uint uidValidity) => new(uidValidity, 0, 0, []);
}
