namespace OtrMail.Core.Mail;

/// <summary>What a message is for.</summary>
public enum MessageKind
{
    /// <summary>A mail that somebody wrote.</summary>
    Mail = 1,

    /// <summary>An empty acknowledgement, so that old keys can go (paper, 4.2): headers alone.</summary>
    Ack = 2,
}
