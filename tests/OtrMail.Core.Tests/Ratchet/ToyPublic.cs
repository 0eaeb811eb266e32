namespace OtrMail.Core.Tests.Ratchet;

/// <summary>The public half of a <see cref="ToyKey"/>.</summary>
internal sealed record ToyPublic(int Value);
