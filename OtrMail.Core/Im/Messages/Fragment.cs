using System.Globalization;

namespace OtrMail.Core.Im.Messages;

/// <summary>
/// A piece of a message (OTR version 3, "Fragmentation"): <c>?OTR|sender|receiver,k,n,piece,</c>. The older form without
/// tags, <c>?OTR,k,n,piece,</c>, is read, too: libotr cuts a query message so before it knows the peer's version.
/// </summary>
/// <param name="Sender">Instance tag of the sender's client; 0 in the older form.</param>
/// <param name="Receiver">Instance tag of the recipient's client, or 0 for all.</param>
/// <param name="Number">Which piece, from 1.</param>
/// <param name="Count">Of how many.</param>
/// <param name="Piece">At least one character.</param>
public sealed record Fragment(uint Sender, uint Receiver, int Number, int Count, string Piece)
{
    private const string Prefix3 = "?OTR|";
    private const string Prefix2 = "?OTR,";
    private const int HeadLength = 36; // both tags in eight digits, both numbers in five, and the commas

    /// <summary>Whether a text begins like a fragment.</summary>
    public static bool LooksLike(string text) =>
        text.StartsWith(Prefix3, StringComparison.Ordinal) || text.StartsWith(Prefix2, StringComparison.Ordinal);

    /// <summary>Reads a fragment; null when it is malformed.</summary>
    public static Fragment? TryRead(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().TrimEnd();
        uint sender = 0, receiver = 0;
        if (rest.StartsWith(Prefix3, StringComparison.Ordinal))
        {
            rest = rest[Prefix3.Length..];
            if (!TryTag(ref rest, '|', out sender) || !TryTag(ref rest, ',', out receiver))
                return null;
            if (sender < MessageHeader.SmallestTag || receiver is > 0 and < MessageHeader.SmallestTag)
                return null;
        }
        else if (rest.StartsWith(Prefix2, StringComparison.Ordinal))
        {
            rest = rest[Prefix2.Length..];
        }
        else
        {
            return null;
        }

        bool isSound = TryNumber(ref rest, out int number) & TryNumber(ref rest, out int count);
        isSound &= number >= 1 && number <= count && rest.Length >= 2 && rest[^1] == ',';
        return isSound ? new Fragment(sender, receiver, number, count, rest[..^1].ToString()) : null;
    }

    /// <summary>The text that goes over the network, its numbers in full width.</summary>
    public string ToWire() => string.Create(
        CultureInfo.InvariantCulture, $"{Prefix3}{Sender:x8}|{Receiver:x8},{Number:d5},{Count:d5},{Piece},");

    /// <summary>
    /// Cuts a message so that no piece is longer than <paramref name="limit"/>; one that fits, or any when there is no
    /// limit (0), stays whole. Null when more than 65,535 pieces were needed.
    /// </summary>
    public static IReadOnlyList<string>? Cut(string message, uint sender, uint receiver, int limit)
    {
        if (limit == 0 || message.Length <= limit)
            return [message];
        int room = limit - HeadLength;
        ArgumentOutOfRangeException.ThrowIfLessThan(room, 1, nameof(limit));
        int count = (message.Length + room - 1) / room;
        if (count > ushort.MaxValue)
            return null;
        var pieces = new string[count];
        for (int i = 0; i < count; i++)
        {
            int start = i * room;
            string piece = message.Substring(start, Math.Min(room, message.Length - start));
            pieces[i] = new Fragment(sender, receiver, i + 1, count, piece).ToWire();
        }

        return pieces;
    }

    private static bool TryTag(ref ReadOnlySpan<char> rest, char end, out uint tag)
    {
        tag = 0;
        int length = rest.IndexOf(end);
        if (length is < 1 or > 8 || !uint.TryParse(rest[..length], NumberStyles.AllowHexSpecifier, null, out tag))
            return false;
        rest = rest[(length + 1)..];
        return true;
    }

    private static bool TryNumber(ref ReadOnlySpan<char> rest, out int number)
    {
        number = 0;
        int length = rest.IndexOf(',');
        if (length is < 1 or > 5 || !ushort.TryParse(rest[..length], NumberStyles.None, null, out ushort value))
            return false;
        number = value;
        rest = rest[(length + 1)..];
        return true;
    }
}
