namespace OtrMail.Cli.Transport;

/// <summary>How handing a mail on ended.</summary>
internal enum HandoverStatus
{
    /// <summary>Whoever took it is answerable for it now (RFC 5321 section 4.1.1.4).</summary>
    Accepted,

    /// <summary>Not now: a transient refusal (4yz), or nobody knows.</summary>
    Later,

    /// <summary>Never: a permanent refusal (5yz).</summary>
    Refused,
}
