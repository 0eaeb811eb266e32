namespace OtrMail.Cli.Forms;

/// <summary>A mail of the queue that was refused for good.</summary>
/// <param name="Id">For <c>queue drop</c>.</param>
/// <param name="Recipient">Who did not get it.</param>
/// <param name="Reason">Why.</param>
internal sealed record RefusedForm(string Id, string Recipient, string Reason);
