namespace OtrMail.Core.Im;

/// <summary>A message to be handed to the network as it is, in this order among others.</summary>
/// <param name="Text">The message; not longer than <see cref="ImOptions.MaxMessage"/> when it is one of OTR's.</param>
public sealed record ImWire(string Text) : ImOutput;
