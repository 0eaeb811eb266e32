namespace OtrMail.Core.Mime;

/// <summary>What happened on the way to a field that was sent outside.</summary>
public enum OuterChange
{
    /// <summary>It came with another value.</summary>
    Changed,

    /// <summary>It was sent and did not come.</summary>
    Removed,

    /// <summary>It came and was not sent, or came more than once.</summary>
    Added,
}
