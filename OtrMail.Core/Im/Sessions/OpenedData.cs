using OtrMail.Core.Im.Messages;
using OtrMail.Core.Primitives;

namespace OtrMail.Core.Im.Sessions;

/// <summary>A data message that verified.</summary>
/// <param name="Plaintext">What it says.</param>
/// <param name="Extra">The extra symmetric key that belongs to it, if it asks for it; the receiver disposes it.</param>
internal sealed record OpenedData(DataPlaintext Plaintext, SecretBytes? Extra);
