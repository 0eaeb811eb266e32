namespace OtrMail.Core.Mail;

/// <summary>Names a mail that could not be read (paper, 5.1).</summary>
/// <param name="SessionId">Its session, 16 bytes.</param>
/// <param name="HeaderHash">Its header hash, 32 bytes.</param>
public sealed record Nak(byte[] SessionId, byte[] HeaderHash);
