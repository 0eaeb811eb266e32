namespace OtrMail.Core.Mail;

/// <summary>What the user sends: the mail as it is, and what is said about it.</summary>
/// <param name="Mail">The original mail with all its headers, byte for byte; whoever has the content disposes it.</param>
/// <param name="OuterRecord">The record of the headers that are sent outside; opaque here.</param>
/// <param name="Kind">A mail or an acknowledgement.</param>
/// <param name="Resent">It was sent before and is sent again on request.</param>
/// <param name="Naks">
/// Mails of the recipient that could not be read here; <see langword="null"/> in a mail to be sent for all that are
/// noted, and empty for none: what the program sends by itself never asks for anything.
/// </param>
public sealed record MailContent(
    MailBytes Mail,
    ReadOnlyMemory<byte> OuterRecord,
    MessageKind Kind = MessageKind.Mail,
    bool Resent = false,
    IReadOnlyList<Nak>? Naks = null);
