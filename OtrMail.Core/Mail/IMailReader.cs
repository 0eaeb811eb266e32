using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Keys;

namespace OtrMail.Core.Mail;

/// <summary>
/// What the protocol has to know of a decrypted mail: who it says it is from. Implemented by the floor above, which
/// knows MIME.
/// </summary>
public interface IMailReader
{
    /// <summary>The mail's From, if it names exactly one address.</summary>
    bool TryReadSender(ReadOnlyMemory<byte> mail, [NotNullWhen(true)] out Address? sender);
}
