using OtrMail.Core.Mail;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Model;

/// <summary>A mail in the world of the model, and what became of it.</summary>
internal sealed record Letter(
    Person From, int FromLife, Person To, int ToLife, string Body, SealedMail Mail, long SentAt, long SignedUntil)
{
    public Packet Packet { get; } = Outsider.Parse(Mail);

    /// <summary>When it was read as new and that was committed; null before.</summary>
    public long? ReadAt { get; set; }

    public string Session => Convert.ToHexStringLower(Packet.Header.SessionId);

    public override string ToString() => $"{From.Name}→{To.Name} {Mail.Type} '{Body}' {Session[..4]} {Packet.Header.SenderKeyId}→{Packet.Header.RecipientKeyId:x}";
}
