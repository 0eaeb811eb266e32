namespace OtrMail.Core.Im;

/// <summary>Something the peer said, to be shown to the user.</summary>
/// <param name="Text">What he said; never OTR's own text.</param>
/// <param name="IsEncrypted">
/// Whether it came encrypted and authenticated. If not, anybody may have written it; an
/// <see cref="ImEventKind.Unencrypted"/> event stands before it when that is worth a warning.
/// </param>
public sealed record ImHeard(string Text, bool IsEncrypted) : ImOutput
{
    /// <summary>The session it came in, when it was encrypted.</summary>
    public ImSession? Session { get; init; }
}
