namespace OtrMail.Cli.Transport;

/// <summary>A server is not reachable, breaks off, or says that it has no time: try again later.</summary>
/// <param name="reason">In one line.</param>
/// <param name="inner">What it came from.</param>
internal sealed class ServerAwayException(string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>No connection came about at all.</summary>
    public bool IsUnreachable { get; init; }
}
