using MimeKit;
using OtrMail.Core.Keys;

namespace OtrMail.Core.Mime;

/// <summary>
/// Reads address fields with MimeKit's parser: display names, comments, groups, quoted and RFC 2047 words, raw UTF-8
/// and international domains. Its cost is linear in the value, which the header limit bounds. Nothing is skipped: a
/// value that is not wholly addresses is a fault, since a recipient left out or misread would be one silently lost.
/// </summary>
internal static class AddressReader
{
    private static readonly ParserOptions Options = new()
    {
        // seen as a mailbox and then refused by Address, instead of perhaps being passed over
        AllowAddressesWithoutDomain = true,
        AllowUnquotedCommasInAddresses = false,
        AddressParserComplianceMode = RfcComplianceMode.Loose,
    };

    /// <summary>
    /// The addresses of all fields of one name, in order, duplicates included. False with
    /// <see cref="MimeFault.BadTo"/> or its like when one is no address. An empty value and an empty group hold none.
    /// </summary>
    public static bool TryRead(HeaderBlock header, string name, List<Address> addresses, out MimeFault fault)
    {
        fault = MimeFault.None;
        foreach (HeaderField field in header.All(name))
        {
            if (!TryRead(field, addresses, out fault))
                return false;
        }

        return true;
    }

    /// <summary>The addresses of one field.</summary>
    public static bool TryRead(HeaderField field, List<Address> addresses, out MimeFault fault)
    {
        byte[] value = field.ValueBytes();
        bool isRead = value.Length == 0
            || (InternetAddressList.TryParse(Options, value, out InternetAddressList? list) && TryAdd(list, addresses));
        fault = isRead ? MimeFault.None : FaultOf(field);
        return isRead;
    }

    /// <summary>
    /// The exactly one address of the exactly one From field (RFC 5322 section 3.6.2, without its plural).
    /// </summary>
    public static Address? ReadSender(HeaderBlock header, out MimeFault fault)
    {
        List<Address> senders = [];
        int fields = header.All("From").Count();
        if (fields > 1)
        {
            fault = MimeFault.ManySenders;
            return null;
        }

        if (!TryRead(header, "From", senders, out fault))
            return null;
        fault = senders.Count switch { 0 => MimeFault.NoSender, 1 => MimeFault.None, _ => MimeFault.ManySenders };
        return fault == MimeFault.None ? senders[0] : null;
    }

    /// <summary>
    /// Display names and addresses of a value, for comparing two spellings of it; null when it does not parse.
    /// </summary>
    public static List<string>? ReadMailboxes(byte[] value)
    {
        if (!InternetAddressList.TryParse(Options, value, out InternetAddressList? list))
            return null;
        List<string> mailboxes = [];
        foreach (InternetAddress entry in list)
        {
            if (entry is MailboxAddress mailbox && Address.TryParse(Unquote(mailbox.Address), out Address? address))
                mailboxes.Add($"{mailbox.Name} <{address}>");
            else if (entry is GroupAddress { Members.Count: 0 } group)
                mailboxes.Add($"{group.Name}:;");
            else
                return null;
        }

        return mailboxes;
    }

    private static MimeFault FaultOf(HeaderField field) =>
        field.Is("From") ? MimeFault.BadFrom
        : field.Is("To") ? MimeFault.BadTo
        : field.Is("Cc") ? MimeFault.BadCc
        : field.Is("Bcc") ? MimeFault.BadBcc
        : MimeFault.BadResent;

    private static bool TryAdd(InternetAddressList list, List<Address> addresses)
    {
        foreach (InternetAddress entry in list)
        {
            if (entry is GroupAddress group)
            {
                if (!TryAdd(group.Members, addresses))
                    return false;
            }
            else if (entry is MailboxAddress mailbox && Address.TryParse(Unquote(mailbox.Address), out Address? address))
            {
                addresses.Add(address);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A local part in quotes that needs none is the same mailbox (RFC 5321 section 4.1.2).</summary>
    private static string Unquote(string address)
    {
        int at = address.LastIndexOf('@');
        return at > 2 && address[0] == '"' && address[at - 1] == '"' && !address.AsSpan(1, at - 2).ContainsAny('"', '\\')
            ? address[1..(at - 1)] + address[at..]
            : address;
    }
}
