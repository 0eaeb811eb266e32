using OtrMail.Core.Primitives;

namespace OtrMail.Core.Im;

/// <summary>
/// The extra symmetric key of OTR version 3: 32 bytes that both sides can compute, for a file transfer or a call beside the
/// conversation. It changes whenever the session's keys do.
/// </summary>
/// <param name="Use">What it is for; the applications agree on the numbers.</param>
/// <param name="UseData">More about the use, at most 65,531 bytes.</param>
/// <param name="Key">The key, 32 bytes; the receiver of this record disposes it.</param>
public sealed record ImExtraKey(uint Use, ReadOnlyMemory<byte> UseData, SecretBytes Key);
