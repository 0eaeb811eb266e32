namespace OtrMail.Cli.Settings;

/// <summary>How long <c>filter in</c> keeps what it decrypted readable.</summary>
/// <param name="IsOn">Whether anything is kept.</param>
/// <param name="Days">For how many days; null for as long as the data directory is kept.</param>
internal sealed record ArchiveSetting(bool IsOn, int? Days);
