namespace OtrMail.Cli.Terminal;

/// <summary>The exit codes of sysexits.h, as docs/CLI.md assigns them.</summary>
internal enum ExitCode
{
    /// <summary>Done; a duplicate too.</summary>
    Ok = 0,

    /// <summary>Wrong usage.</summary>
    Usage = 64,

    /// <summary>The input is not what it should be.</summary>
    DataError = 65,

    /// <summary>An input cannot be opened.</summary>
    NoInput = 66,

    /// <summary>No usable key for an address.</summary>
    NoUser = 67,

    /// <summary>A server or helper command is not available.</summary>
    Unavailable = 69,

    /// <summary>A mistake of this program.</summary>
    Software = 70,

    /// <summary>Reading or writing failed.</summary>
    InputOutput = 74,

    /// <summary>Try again later.</summary>
    TryAgain = 75,

    /// <summary>The mail belongs to keys or a version that are not there.</summary>
    Protocol = 76,

    /// <summary>Refused: the user has to decide.</summary>
    Refused = 77,

    /// <summary>The configuration is wrong, or there is no identity yet.</summary>
    Configuration = 78,
}
