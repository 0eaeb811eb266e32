using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Forms;

/// <summary>What any third party sees of a message; byte strings in hexadecimal digits, sizes in bytes.</summary>
/// <param name="Version">Version of the protocol.</param>
/// <param name="Type">first, reply or data.</param>
/// <param name="SessionId">32 digits.</param>
/// <param name="SenderKeyId">The sender's ratchet key; 0 in a First.</param>
/// <param name="RecipientKeyId">The recipient's ratchet key; in a First his prekey's ID.</param>
/// <param name="HeaderHash">64 digits.</param>
/// <param name="PacketHash">64 digits.</param>
/// <param name="KemCiphertextBytes">Size of the encapsulation.</param>
/// <param name="ReplyKey">g^y of a Reply; null in others.</param>
/// <param name="CiphertextBytes">Size of the encrypted part.</param>
/// <param name="RevealedMacKeys">MAC keys of earlier mails, made public.</param>
/// <param name="PublishedSigningKeys">Expired signing keys, made public.</param>
/// <param name="Mac">64 digits.</param>
/// <param name="PacketBytes">Size of the packet.</param>
/// <param name="Place">Where it was: encrypted, attachment, bare or bare-base64.</param>
/// <param name="Wrapped">The whole mail was one wrapped mail, and the packet was in that.</param>
/// <param name="DkimSignatures">Domains of the DKIM signatures over the outside; a signature without one as an empty text.</param>
internal sealed record PacketForm(
    int Version,
    string Type,
    string SessionId,
    uint SenderKeyId,
    uint RecipientKeyId,
    string HeaderHash,
    string PacketHash,
    int KemCiphertextBytes,
    string? ReplyKey,
    long CiphertextBytes,
    IReadOnlyList<string> RevealedMacKeys,
    IReadOnlyList<PublishedKeyForm> PublishedSigningKeys,
    string Mac,
    long PacketBytes,
    string Place,
    bool Wrapped,
    IReadOnlyList<string> DkimSignatures)
{
    public static PacketForm Of(Packet packet, FoundPacket found)
    {
        PacketHeader header = packet.Header;
        return new PacketForm(
            1,
            MailStatus.NameOf(header.Type),
            Convert.ToHexStringLower(header.SessionId),
            header.SenderKeyId,
            header.RecipientKeyId,
            Convert.ToHexStringLower(header.Hash.Span),
            Convert.ToHexStringLower(packet.Hash.Span),
            header.KemCiphertext.Length,
            header.ReplyKey.IsEmpty ? null : Convert.ToHexStringLower(header.ReplyKey),
            packet.CiphertextLength,
            [.. packet.RevealedMacKeys.Select(Convert.ToHexStringLower)],
            [.. packet.PublishedKeys.Select(PublishedKeyForm.Of)],
            Convert.ToHexStringLower(packet.Mac.Span),
            packet.Length,
            found.Place switch
            {
                PacketPlace.Encrypted => "encrypted",
                PacketPlace.Attachment => "attachment",
                PacketPlace.Bare => "bare",
                _ => "bare-base64",
            },
            found.IsWrapped,
            found.Header is null ? [] : [.. found.Header.All("DKIM-Signature").Select(DomainOf)]);
    }

    /// <summary>The <c>d=</c> tag (RFC 6376 section 3.5).</summary>
    private static string DomainOf(HeaderField field) => field.Value.Split(';').Select(tag => tag.Trim())
        .Where(tag => tag.StartsWith("d=", StringComparison.Ordinal)).Select(tag => tag[2..].Trim()).FirstOrDefault("");
}
