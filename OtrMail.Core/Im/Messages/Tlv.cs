namespace OtrMail.Core.Im.Messages;

/// <summary>A record that goes with a text in a data message: SHORT type, SHORT length, value.</summary>
/// <param name="Type">What it is; unknown ones are ignored.</param>
/// <param name="Value">At most 65,535 bytes.</param>
public sealed record Tlv(TlvType Type, ReadOnlyMemory<byte> Value);
