namespace OtrMail.Core.Storage;

/// <summary>Where a store lives and how it behaves.</summary>
public sealed class StoreOptions
{
    private string _directory = "";

    /// <summary>The data directory, mode 0700; made absolute when it is set.</summary>
    public required string Directory
    {
        get => _directory;
        init => _directory = Path.GetFullPath(value);
    }

    /// <summary>
    /// The directory for the outside copy of the generation counter, away from the data directory so that a
    /// restored backup does not bring it along; <see langword="null"/> keeps no copy.
    /// </summary>
    public string? StateDirectory { get; init; }

    /// <summary>How long to wait for another process before <see cref="StoreBusyException"/>; 30 seconds.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What a guess at the passphrase costs, for a vault that is made or gets a new passphrase.</summary>
    public PassphraseCost Cost { get; init; } = PassphraseCost.Default;

    /// <summary>
    /// Called at every point where a kill would leave other bytes on the disk than at the point before. A test
    /// looks at the files there, or throws to play a failing disk.
    /// </summary>
    internal Action<string>? StepReached { get; init; }

    /// <summary>Most pages that the database may have, so that a test can play a full disk; 0 for no limit.</summary>
    internal int MaxPages { get; init; }

    internal string VaultPath => Path.Combine(Directory, "vault");

    internal string RootPath => Path.Combine(Directory, "root");

    internal string DatabasePath => Path.Combine(Directory, "otrmail.db");

    internal string LockPath => Path.Combine(Directory, "lock");

    internal void Step(string name) => StepReached?.Invoke(name);
}
