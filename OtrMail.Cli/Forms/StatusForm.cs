namespace OtrMail.Cli.Forms;

/// <summary>Where everything stands.</summary>
/// <param name="Own">The own identity.</param>
/// <param name="SetBack">The store was found set back to an older state just now.</param>
/// <param name="Contacts">The contacts, or the one asked for.</param>
internal sealed record StatusForm(KeyForm Own, bool SetBack, IReadOnlyList<ContactForm> Contacts);
