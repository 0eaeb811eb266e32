namespace OtrMail.Core.Im.Sessions;

/// <summary>What all parts of one conversation share.</summary>
/// <param name="Account">The own side.</param>
/// <param name="Peer">The peer's name.</param>
/// <param name="Keys">Where his fingerprints are remembered.</param>
/// <param name="Options">What it works with.</param>
internal sealed record Talk(ImAccount Account, string Peer, ImKeyring Keys, ImOptions Options)
{
    /// <summary>The time.</summary>
    public DateTimeOffset Now => Options.Clock.GetUtcNow();

    /// <summary>An empty outbox.</summary>
    public Outbox NewOutbox() => new(Options.MaxMessage);
}
