using System.Globalization;
using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Core.Mime;

/// <summary>
/// The value of the status line, and the words in which people and scripts are told about a mail (docs/CLI.md):
/// <code>authentic (or: not-authenticated; reason=restored); from=A; fingerprint=HEX; trust=T; type=T; stamp=UNIX[; duplicate][; archived][; resent][; notice=N,…]
/// [; confidential=Field,…][; changed=Field,…]</code>
/// Nothing of it is the sender's free choice: his address is escaped, and so are the names of his header fields.
/// </summary>
public static class MailStatus
{
    /// <summary>What an address and a list may take, so that no sender can make the line longer than 998 bytes.</summary>
    private const int MaxAddress = 380;
    private const int MaxList = 200;

    /// <summary>The value for a mail that was opened: one line of printable ASCII, at most 998 bytes with its name.</summary>
    public static string Of(OpenedMail mail, IReadOnlyList<string> confidential, IReadOnlyList<OuterDifference> changes)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var value = new StringBuilder(mail.IsAuthenticated ? "authentic" : "not-authenticated; reason=restored");
        value.Append("; from=").Append(Fit(mail.From));
        value.Append("; fingerprint=").Append(mail.Sender.Hex).Append("; trust=").Append(NameOf(mail.Trust))
            .Append("; type=").Append(NameOf(mail.Type))
            .Append(CultureInfo.InvariantCulture, $"; stamp={mail.Stamp}");
        if (mail.IsDuplicate)
            value.Append("; duplicate");
        if (mail.IsArchived)
            value.Append("; archived");
        if (mail.Notices.HasFlag(Notices.Resent))
            value.Append("; resent");
        AppendList(value, "notice", NamesOf(mail.Notices & ~Notices.Resent));
        AppendList(value, "confidential", confidential);
        AppendList(value, "changed", [.. changes.Select(change => OuterFields.NameOf(change.Field)).Distinct()]);
        return value.ToString();
    }

    /// <summary><c>first</c>, <c>reply</c> or <c>data</c>.</summary>
    public static string NameOf(PacketType type) => type switch
    {
        PacketType.First => "first",
        PacketType.Reply => "reply",
        PacketType.Data => "data",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary><c>stranger</c>, <c>accepted</c> or <c>verified</c>.</summary>
    public static string NameOf(Trust trust) => trust switch
    {
        Trust.Stranger => "stranger",
        Trust.Accepted => "accepted",
        Trust.Verified => "verified",
        _ => throw new ArgumentOutOfRangeException(nameof(trust)),
    };

    /// <summary>The words for what a user should be told.</summary>
    public static IReadOnlyList<string> NamesOf(Notices notices)
    {
        (Notices Notice, string Name)[] all =
        [
            (Notices.NewContact, "new-contact"),
            (Notices.FirstInsideSession, "first-inside-session"),
            (Notices.BundleConflict, "bundle-conflict"),
            (Notices.Resent, "resent"),
            (Notices.NewBundle, "new-bundle"),
            (Notices.StoreRestored, "store-restored"),
            (Notices.AskedFor, "asked-for"),
            (Notices.LookAlike, "look-alike"),
        ];
        List<string> names = [];
        foreach ((Notices notice, string name) in all)
        {
            if (notices.HasFlag(notice))
                names.Add(name);
        }

        return names;
    }

    /// <summary>
    /// The address in printable ASCII: a percent sign, a semicolon and every other byte as <c>%XX</c>; cut, with three
    /// dots, when that makes it too long.
    /// </summary>
    private static string Fit(Address address)
    {
        var text = new StringBuilder();
        foreach (byte one in Encoding.UTF8.GetBytes(address.ToString()))
        {
            if (one is > (byte)' ' and <= (byte)'~' and not ((byte)'%' or (byte)';'))
                text.Append((char)one);
            else
                text.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
        }

        return text.Length <= MaxAddress ? text.ToString() : text.ToString(0, MaxAddress) + "...";
    }

    private static void AppendList(StringBuilder value, string name, IReadOnlyList<string> items)
    {
        if (items.Count == 0)
            return;
        var list = new StringBuilder();
        for (int i = 0; i < items.Count; i++)
        {
            // a field name may hold nearly any sign (RFC 5322), and must not look like one of our own words
            string item = string.Concat(items[i].Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '?'));
            if (list.Length + item.Length > MaxList)
            {
                list.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}+{items.Count - i}");
                break;
            }

            list.Append(i == 0 ? "" : ",").Append(item);
        }

        value.Append("; ").Append(name).Append('=').Append(list);
    }
}
