using OtrMail.Core.Keys;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary>A mail to be sent, and how.</summary>
/// <param name="Name">How it is called in reports.</param>
/// <param name="Mail">The mail.</param>
/// <param name="Recipients">Who is to get it, each once.</param>
/// <param name="Policy">Who may get plain text.</param>
/// <param name="Sender">Where bounces go; empty for nowhere.</param>
/// <param name="Account">The way it goes.</param>
internal sealed record SendOrder(
    string Name, Submission Mail, IReadOnlyList<Address> Recipients, OutgoingPolicy Policy, string Sender, string Account);
