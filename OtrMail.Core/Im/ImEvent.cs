namespace OtrMail.Core.Im;

/// <summary>Something a person must be told (the paper's UI callback, 5.2).</summary>
/// <param name="Kind">What it is.</param>
public sealed record ImEvent(ImEventKind Kind) : ImOutput
{
    /// <summary>The session that it is about, if any.</summary>
    public ImSession? Session { get; init; }

    /// <summary>What the kind says: an error's text, what was not sent.</summary>
    public string? Text { get; init; }

    /// <summary>The question of <see cref="ImEventKind.SmpAsked"/>, if the peer asked one.</summary>
    public string? Question { get; init; }

    /// <summary>Who ended it, for <see cref="ImEventKind.Ended"/>.</summary>
    public ImEndedBy? EndedBy { get; init; }

    /// <summary>The key, for <see cref="ImEventKind.ExtraKey"/>.</summary>
    public ImExtraKey? ExtraKey { get; init; }
}
