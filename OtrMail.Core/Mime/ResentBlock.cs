using OtrMail.Core.Keys;

namespace OtrMail.Core.Mime;

/// <summary>
/// The fields of who sends a mail on as it is (RFC 5322 section 3.6.6). They say to whom it goes then, instead of To, Cc and Bcc. Each
/// time it is sent on, a block of them is put on top; only the topmost counts, the others are history.
/// </summary>
internal static class ResentBlock
{
    private const string Prefix = "Resent-";

    private static readonly string[] RecipientFields = ["Resent-To", "Resent-Cc", "Resent-Bcc"];

    /// <summary>Its recipients, each once; null when the mail is not sent on.</summary>
    /// <returns>False with <see cref="MimeFault.BadResent"/> when one is no address.</returns>
    public static bool TryReadRecipients(HeaderBlock header, out IReadOnlyList<Address>? recipients, out MimeFault fault)
    {
        recipients = null;
        fault = MimeFault.None;
        List<HeaderField> block = Topmost(header);
        if (!block.Exists(field => RecipientFields.Any(field.Is)))
            return true;
        List<Address> addresses = [];
        foreach (HeaderField field in block)
        {
            if (RecipientFields.Any(field.Is) && !AddressReader.TryRead(field, addresses, out fault))
                return false;
        }

        recipients = [.. addresses.Distinct()];
        return true;
    }

    /// <summary>The first fields of that kind that stand together, up to one that comes again.</summary>
    private static List<HeaderField> Topmost(HeaderBlock header)
    {
        List<HeaderField> block = [];
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (HeaderField field in header.Fields.SkipWhile(field => !IsResent(field)))
        {
            if (!IsResent(field) || !names.Add(field.Name))
                break;
            block.Add(field);
        }

        return block;
    }

    private static bool IsResent(HeaderField field) => field.Name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
}
