namespace OtrMail.Cli.Forms;

/// <summary>An acknowledgement that is due.</summary>
/// <param name="Address">To whom.</param>
/// <param name="Due">Since when, Unix seconds.</param>
/// <param name="File">The file in the outbox; null when none was written.</param>
/// <param name="Sent">It was handed on.</param>
internal sealed record AckForm(string Address, long Due, string? File, bool Sent = false);
