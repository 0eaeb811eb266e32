namespace OtrMail.Core.Mail;

/// <summary>How long mail that was decrypted stays readable here.</summary>
/// <param name="KeptFor">Seconds; null for as long as the store is kept.</param>
public sealed record ArchivePolicy(long? KeptFor);
