namespace OtrMail.Cli.Forms;

/// <summary>Somebody who wrote first and waits for a decision.</summary>
internal sealed record StrangerForm(IReadOnlyList<string> Addresses, string Fingerprint, long FirstSeen);
