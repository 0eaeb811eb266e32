namespace OtrMail.Cli.Forms;

/// <summary>What became of one imported bundle.</summary>
internal sealed record ImportForm(string File, string Outcome, IReadOnlyList<string> Addresses, string Fingerprint, long Serial);
