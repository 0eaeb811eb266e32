namespace OtrMail.Cli.Settings;

/// <summary>A table <c>[smtp.NAME]</c>: a server that takes the user's outgoing mail.</summary>
internal sealed record SmtpSettings
{
    /// <summary>The server.</summary>
    public required ServerSettings Server { get; init; }

    /// <summary>The addresses that send by it; empty for all that no other account has.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];
}
