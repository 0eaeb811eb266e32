namespace OtrMail.Cli.Transport;

/// <summary>What became of handing a mail on to one recipient.</summary>
/// <param name="Status">Whether it was taken.</param>
/// <param name="Reason">Why not, in one line.</param>
internal sealed record Handover(HandoverStatus Status, string Reason = "")
{
    /// <summary>It was taken.</summary>
    public static Handover Accepted { get; } = new(HandoverStatus.Accepted);

    /// <summary>It is to be tried again.</summary>
    public static Handover Later(string reason) => new(HandoverStatus.Later, reason);

    /// <summary>Trying again is of no use.</summary>
    public static Handover Refused(string reason) => new(HandoverStatus.Refused, reason);
}
