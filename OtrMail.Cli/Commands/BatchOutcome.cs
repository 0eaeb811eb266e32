namespace OtrMail.Cli.Commands;

/// <summary>What became of a batch.</summary>
internal sealed class BatchOutcome
{
    /// <summary>UIDs of what was delivered.</summary>
    public List<uint> Delivered { get; } = [];

    /// <summary>UIDs of what was delivered before.</summary>
    public List<uint> Known { get; } = [];

    /// <summary>UIDs of what is to be looked at again.</summary>
    public List<uint> Again { get; } = [];

    /// <summary>UIDs of what was read and that nobody has taken: they are to be marked once somebody has.</summary>
    public List<uint> Left { get; } = [];

    /// <summary>How many of those delivered could not be read.</summary>
    public int Unreadable { get; set; }

    /// <summary>How many are tried again next time.</summary>
    public int Later { get; set; }
}
