namespace OtrMail.Cli.Destinations;

/// <summary>Where fetched mail goes.</summary>
internal interface IMailDestination
{
    /// <summary>
    /// Whether mails can be put aside before the keys that opened them move on, and be delivered after it without being
    /// made again.
    /// </summary>
    bool CanStage { get; }

    /// <summary>Puts a mail aside; answers where.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    string Stage(FetchedMail mail);

    /// <summary>Makes what was put aside durable.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    void Secure(IReadOnlyList<string> places);

    /// <summary>Delivers what was put aside, as far as it is still there.</summary>
    /// <param name="places">What <see cref="Stage"/> answered, perhaps in an earlier run.</param>
    /// <returns>Those that are delivered, now or before.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    IReadOnlySet<string> Publish(IReadOnlyList<string> places);

    /// <summary>Takes away what was put aside.</summary>
    void Withdraw(string place);

    /// <summary>Delivers a mail at once.</summary>
    /// <returns>Whether it was taken; otherwise it is to be tried again.</returns>
    /// <exception cref="IOException">The disk or the reader of a pipe refused.</exception>
    bool Deliver(FetchedMail mail);
}
