using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Keys;

namespace OtrMail.Core.Mime;

/// <summary>Reads who a decrypted mail says it is from.</summary>
public static class InnerSender
{
    /// <summary>
    /// The exactly one address of the exactly one From field of an inner mail. The header block must be one that all
    /// readers understand alike: only fields up to the empty line, no mbox line, no CR outside CRLF, no NUL; else
    /// <see cref="MimeFault.Malformed"/>. <see cref="OutgoingMail"/> makes no other.
    /// </summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> inner,
        [NotNullWhen(true)] out Address? sender,
        out MimeFault fault,
        MimeLimits? limits = null)
    {
        sender = null;
        if (!HeaderBlock.TryParse(inner, out HeaderBlock? header, out fault, limits))
            return false;
        if (!header.IsStrict || header.Envelope.Length > 0)
            fault = MimeFault.Malformed;
        else
            sender = AddressReader.ReadSender(header, out fault);
        return sender is not null;
    }
}
