using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Model;

/// <summary>Somebody in the world of the model; after a reinstallation it is a new person with the same name.</summary>
internal sealed class Inhabitant(Person person, long skew)
{
    public Person Person { get; set; } = person;

    /// <summary>How far his clock is off, in seconds.</summary>
    public long Skew { get; } = skew;

    /// <summary>How often he has lost everything but his identity key.</summary>
    public int Life { get; set; }

    /// <summary>When his signing key was made.</summary>
    public long SigningSince { get; set; } = person.Clock.Seconds;

    /// <summary>IDs of the prekeys that he has made in this life.</summary>
    public HashSet<uint> Prekeys { get; } = [person.Bundle.PrekeyId];

    public int NextSigningKey { get; set; }

    /// <summary>Since when each of his sessions is receive-only, by peer and session ID.</summary>
    public Dictionary<string, long> ReceiveOnly { get; } = [];
}
