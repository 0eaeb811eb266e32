namespace OtrMail.Cli.Forms;

/// <summary>What was done in a folder.</summary>
internal sealed record FetchForm(string Account, string Folder, int Looked, int Found, int Delivered, int Unreadable, int Later, int TooLarge);
