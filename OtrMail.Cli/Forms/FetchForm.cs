namespace OtrMail.Cli.Forms;

/// <summary>What was done in a folder; without a folder: what an earlier run had left to be delivered.</summary>
internal sealed record FetchForm(string Account, string? Folder, int Looked, int Found, int Delivered, int Unreadable, int Later, int TooLarge);
