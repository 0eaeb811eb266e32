using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Core.Mime;

/// <summary>Tells the protocol who a decrypted mail says it is from.</summary>
public sealed class MimeMailReader : IMailReader
{
    /// <summary>The one instance; it holds no state.</summary>
    public static MimeMailReader Instance { get; } = new();

    private MimeMailReader()
    {
    }

    /// <inheritdoc/>
    public bool IsAutomatic(ReadOnlyMemory<byte> mail)
    {
        if (!HeaderBlock.TryParse(mail, out HeaderBlock? header, out _))
            return true;
        string submitted = header.First("Auto-Submitted")?.Value.Trim() ?? "no";
        string precedence = header.First("Precedence")?.Value.Trim() ?? "";
        return !submitted.Equals("no", StringComparison.OrdinalIgnoreCase)
            || precedence.ToUpperInvariant() is "BULK" or "LIST" or "JUNK"
            || header.First("List-Id") is not null
            || header.First("List-Post") is not null;
    }

    /// <inheritdoc/>
    public string? MessageIdOf(ReadOnlyMemory<byte> mail) =>
        HeaderBlock.TryParse(mail, out HeaderBlock? header, out _) && header.First("Message-ID")?.Value.Trim() is { Length: > 0 } id ? id : null;

    /// <inheritdoc/>
    public bool TryReadSender(ReadOnlyMemory<byte> mail, [NotNullWhen(true)] out Address? sender) =>
        InnerSender.TryRead(mail, out sender, out _);
}
