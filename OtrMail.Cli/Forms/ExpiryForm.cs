namespace OtrMail.Cli.Forms;

/// <summary>A contact whose key bundle is needed for the next mail and cannot be used much longer, or not any more.</summary>
/// <param name="Address">Whose.</param>
/// <param name="UsedUntil">Until when, Unix seconds.</param>
internal sealed record ExpiryForm(string Address, long UsedUntil);
