namespace OtrMail.Core.Mime;

/// <summary>One difference between what was sent outside and what came.</summary>
/// <param name="Field">The field.</param>
/// <param name="Change">What happened to it.</param>
public readonly record struct OuterDifference(OuterField Field, OuterChange Change);
