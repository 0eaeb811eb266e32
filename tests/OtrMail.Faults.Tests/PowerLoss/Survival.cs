namespace OtrMail.Faults.Tests.PowerLoss;

/// <summary>What of the unsynced changes is on the disk after the power failed.</summary>
internal enum Survival
{
    /// <summary>Nothing but what was synced.</summary>
    Nothing,

    /// <summary>Directories were written and contents were not: files that are empty or old under new names.</summary>
    Names,

    /// <summary>Contents were written and directories were not.</summary>
    Contents,

    /// <summary>Any of the contents, some of them torn, and directories up to some change.</summary>
    Some,
}
