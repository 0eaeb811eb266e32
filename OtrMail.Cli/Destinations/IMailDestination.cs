namespace OtrMail.Cli.Destinations;

/// <summary>Where fetched mail goes.</summary>
internal interface IMailDestination
{
    /// <summary>
    /// Whether a mail can be put aside before the keys that opened it move on, and be delivered after it without being
    /// made again.
    /// </summary>
    bool CanStage { get; }

    /// <summary>Puts a mail aside, synced; answers where.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    string Stage(FetchedMail mail);

    /// <summary>Delivers what was put aside, if it is still there.</summary>
    /// <param name="place">What <see cref="Stage"/> answered, perhaps in an earlier run.</param>
    /// <returns>Whether it is delivered, now or before.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    bool Publish(string place);

    /// <summary>Takes away what was put aside.</summary>
    void Withdraw(string place);

    /// <summary>Delivers a mail at once.</summary>
    /// <returns>Whether it was taken; otherwise it is to be tried again.</returns>
    /// <exception cref="IOException">The disk or the reader of a pipe refused.</exception>
    bool Deliver(FetchedMail mail);
}
