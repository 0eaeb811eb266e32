namespace OtrMail.Cli.Commands;

/// <summary>A command whose help ends with an example.</summary>
internal interface IExample
{
    /// <summary>Lines that can be typed as they are.</summary>
    string Example { get; }
}
