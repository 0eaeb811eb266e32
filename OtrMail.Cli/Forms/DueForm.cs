namespace OtrMail.Cli.Forms;

/// <summary>What happens next by itself, in the first command after its date.</summary>
/// <param name="What">
/// signing-key-renewal, prekey-renewal, signing-key-publication, signing-key-erasure, prekey-erasure, session-forgetting
/// or ack.
/// </param>
/// <param name="At">Unix seconds; erasing and publishing wait for a second run a day later.</param>
/// <param name="Key">The key's fingerprint or ID, or the session's ID; null for an ack.</param>
/// <param name="Address">The contact concerned; null for own keys.</param>
internal sealed record DueForm(string What, long At, string? Key, string? Address);
