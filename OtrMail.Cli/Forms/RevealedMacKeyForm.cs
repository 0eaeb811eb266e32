namespace OtrMail.Cli.Forms;

/// <summary>A revealed MAC key.</summary>
/// <param name="Key">64 hexadecimal digits.</param>
/// <param name="RevealedIn">The files that reveal it.</param>
/// <param name="Verifies">Those of the files whose MAC verifies under it.</param>
internal sealed record RevealedMacKeyForm(string Key, IReadOnlyList<string> RevealedIn, IReadOnlyList<string> Verifies);
