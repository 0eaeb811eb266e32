namespace OtrMail.Cli.Terminal;

/// <summary>Asks the person in front of the terminal.</summary>
internal interface IPrompt
{
    /// <summary>Whether there is a terminal.</summary>
    bool IsThere { get; }

    /// <summary>Asks for a secret, without echo; null when nothing was typed. The caller wipes it.</summary>
    byte[]? AskSecret(string question);

    /// <summary>Asks for yes or no; anything but yes is no.</summary>
    bool Confirm(string question);
}
