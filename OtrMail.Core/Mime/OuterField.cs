namespace OtrMail.Core.Mime;

/// <summary>
/// The fields that stay outside, for transport and threads; nothing else does. The number is the field's code in an
/// <see cref="OuterRecord"/>.
/// </summary>
public enum OuterField : byte
{
    /// <summary>From.</summary>
    From = 1,

    /// <summary>To.</summary>
    To = 2,

    /// <summary>Cc.</summary>
    Cc = 3,

    /// <summary>Date.</summary>
    Date = 4,

    /// <summary>Message-ID.</summary>
    MessageId = 5,

    /// <summary>In-Reply-To.</summary>
    InReplyTo = 6,

    /// <summary>References.</summary>
    References = 7,

    /// <summary>Subject; outside it is always <c>[...]</c>.</summary>
    Subject = 8,

    /// <summary>Auto-Submitted (RFC 3834), so that no robot answers an acknowledgement.</summary>
    AutoSubmitted = 9,
}
