namespace OtrMail.Core.Im;

/// <summary>What one call to an <see cref="ImContext"/> brought about (the result of the paper's Figure 1).</summary>
/// <param name="Outputs">In the order in which they came about; empty for silence.</param>
public sealed record ImResult(IReadOnlyList<ImOutput> Outputs)
{
    /// <summary>The messages to be sent, in order.</summary>
    public IEnumerable<string> Wire => Outputs.OfType<ImWire>().Select(wire => wire.Text);

    /// <summary>What the peer said, in order.</summary>
    public IEnumerable<ImHeard> Heard => Outputs.OfType<ImHeard>();

    /// <summary>What the user must be told, in order.</summary>
    public IEnumerable<ImEvent> Events => Outputs.OfType<ImEvent>();
}
