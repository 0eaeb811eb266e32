namespace OtrMail.Core.Im;

/// <summary>Who ended an encrypted conversation.</summary>
public enum ImEndedBy
{
    /// <summary>The user, by <see cref="ImContext.End"/>.</summary>
    User,

    /// <summary>The peer: until the user ends it, too, nothing is sent.</summary>
    Peer,

    /// <summary>Nobody said anything for <see cref="ImOptions.Inactivity"/>.</summary>
    Inactivity,
}
