using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Keys;

namespace OtrMail.Core.Mail;

/// <summary>
/// What the protocol has to know of a decrypted mail: who it says it is from. Implemented by the floor above, which
/// knows MIME.
/// </summary>
public interface IMailReader
{
    /// <summary>
    /// Whether the mail was made by a machine or a list (RFC 3834: Auto-Submitted, Precedence, List-*): such mail is
    /// never acknowledged.
    /// </summary>
    bool IsAutomatic(ReadOnlyMemory<byte> mail);

    /// <summary>The mail's Message-ID; null when there is none.</summary>
    string? MessageIdOf(ReadOnlyMemory<byte> mail);

    /// <summary>The mail's From, if it names exactly one address.</summary>
    bool TryReadSender(ReadOnlyMemory<byte> mail, [NotNullWhen(true)] out Address? sender);
}
