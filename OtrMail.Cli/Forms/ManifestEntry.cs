namespace OtrMail.Cli.Forms;

/// <summary>One line of manifest.json.</summary>
internal sealed record ManifestEntry(string File, string Recipient);
