namespace OtrMail.Core.Im.Messages;

/// <summary>What is wrong with a message's header.</summary>
public enum HeaderFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Cut off, or instance tags that nobody has.</summary>
    Malformed,

    /// <summary>Version 1 or 2: refused, they are weaker.</summary>
    OldVersion,

    /// <summary>Another version, or a type that version 3 does not know.</summary>
    Unrecognized,
}
