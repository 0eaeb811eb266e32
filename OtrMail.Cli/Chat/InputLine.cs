namespace OtrMail.Cli.Chat;

/// <summary>What a <see cref="LineReader"/> gives.</summary>
/// <param name="Bytes">The line without its end.</param>
internal sealed record InputLine(byte[] Bytes)
{
    /// <summary>There is no more.</summary>
    public static InputLine End { get; } = new([]) { IsEnd = true };

    /// <summary>A line that was longer than may be.</summary>
    public static InputLine TooLong { get; } = new([]) { IsTooLong = true };

    /// <summary>There is no more.</summary>
    public bool IsEnd { get; private init; }

    /// <summary>It was longer than may be, and was skipped.</summary>
    public bool IsTooLong { get; private init; }

    /// <summary>Why there is no more, if that is not the stream's end.</summary>
    public IOException? Failure { get; init; }
}
