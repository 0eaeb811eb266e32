using OtrMail.Core.Keys;

namespace OtrMail.Core.Mime;

/// <summary>How an outgoing mail goes to each of its recipients, or what forbids it.</summary>
/// <param name="Encrypted">Who gets it encrypted, in the order given, each once.</param>
/// <param name="Plain">Who gets it as plain text that carries the own key.</param>
/// <param name="Refusals">Everything that forbids it, not only the first.</param>
public sealed record OutgoingPlan(
    IReadOnlyList<Address> Encrypted, IReadOnlyList<Address> Plain, IReadOnlyList<OutgoingRefusal> Refusals)
{
    /// <summary>Whether nothing forbids it. Otherwise nobody gets anything.</summary>
    public bool IsAllowed => Refusals.Count == 0;
}
