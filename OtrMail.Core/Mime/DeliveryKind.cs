namespace OtrMail.Core.Mime;

/// <summary>What became of a mail that came in.</summary>
public enum DeliveryKind
{
    /// <summary>It is not OTR-Mail, and passes as it came (save a status field that only this program may write).</summary>
    Passed,

    /// <summary>It was decrypted, now or at an earlier time.</summary>
    Decrypted,

    /// <summary>It is OTR-Mail that cannot be read here, and passes as it came under a status line that says why.</summary>
    Unreadable,

    /// <summary>It cannot be read now, but perhaps later: it is not to be delivered.</summary>
    Later,
}
