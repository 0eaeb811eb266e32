using OtrMail.Cli.Destinations;

namespace OtrMail.Cli.Commands;

/// <summary>A mail that was read and is about to be delivered.</summary>
/// <param name="Uid">Its UID on the server.</param>
/// <param name="Mail">The mail.</param>
/// <param name="Place">Where it was put aside; null when it waits in the store.</param>
internal sealed record PreparedMail(uint Uid, FetchedMail Mail, string? Place);
