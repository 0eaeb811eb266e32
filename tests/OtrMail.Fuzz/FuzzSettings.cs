namespace OtrMail.Fuzz;

/// <summary>How long, and with what.</summary>
internal sealed record FuzzSettings
{
    /// <summary>Inputs at most.</summary>
    public long Runs { get; init; } = long.MaxValue;

    /// <summary>Time at most.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.MaxValue;

    /// <summary>Where the mutator begins; the same seed gives the same inputs.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>A directory that keeps what took new ways, for the next time.</summary>
    public string? Corpus { get; init; }

    /// <summary>A directory for inputs that failed.</summary>
    public string? Found { get; init; }
}
