namespace OtrMail.Core.Storage;

/// <summary>Classes of trouble with a store, told apart by what the user can do.</summary>
public enum StoreFault
{
    /// <summary>There is no store in this directory: run <c>init</c>.</summary>
    Missing,

    /// <summary>There is one already.</summary>
    Exists,

    /// <summary>It does not read as what was written: restore a backup.</summary>
    Damaged,

    /// <summary>Its files or directory are open to other users, or not accessible to this one.</summary>
    Permissions,

    /// <summary>Reading or writing failed (disk full, read-only file system …).</summary>
    InputOutput,

    /// <summary>Another process held the lock for the whole time-out: try again later.</summary>
    Busy,

    /// <summary>The passphrase does not open the vault, or none was given where one is needed.</summary>
    WrongPassphrase,
}
