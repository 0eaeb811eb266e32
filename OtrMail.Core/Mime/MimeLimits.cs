namespace OtrMail.Core.Mime;

/// <summary>
/// What a mail may cost before it is refused. Each limit is checked before the memory or time is spent.
/// </summary>
public sealed record MimeLimits
{
    /// <summary>The limits that hold unless a setting says otherwise.</summary>
    public static MimeLimits Default { get; } = new();

    /// <summary>
    /// Bytes of a whole mail: a packet of <see cref="MaxPacketBytes"/> in base64 lines of 76 characters and CRLF
    /// (factor 4/3 · 78/76 = 1.37) is 87.6 MiB; the rest is headers and what providers wrap around.
    /// </summary>
    public long MaxMailBytes { get; init; } = 96L << 20;

    /// <summary>Bytes of a decoded packet (protocol section 7).</summary>
    public long MaxPacketBytes { get; init; } = 64L << 20;

    /// <summary>
    /// Bytes of one header block, nested ones too: 1,600 recipients fit; folded headers cost many parsers
    /// quadratic time, 1 MB of them seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">More than the default: the reader of the mail has it too.</exception>
    public int MaxHeaderBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MostHeaderBytes);
            field = value;
        }
    } = MostHeaderBytes;

    /// <summary>Fields of one header block: bounds what 64 KiB of <c>a:</c> lines allocate.</summary>
    public int MaxHeaderFields { get; init; } = 1000;

    /// <summary>Parts of one mail, multiparts counted: a million empty parts cost a parser gigabytes.</summary>
    public int MaxParts { get; init; } = 1000;

    /// <summary>
    /// Multiparts inside each other: every open one is compared with every line that begins with <c>--</c>.
    /// </summary>
    public int MaxDepth { get; init; } = 32;

    internal const int MostHeaderBytes = 64 << 10;

    /// <summary>
    /// Bytes of one Content-Type or Content-Disposition value that is looked into: split parameters (RFC 2231) cost
    /// their parser quadratic time, and every part may have them.
    /// </summary>
    internal const int MaxParameterBytes = 4 << 10;

    /// <summary>Bytes of one key bundle in text form: 8 KiB of bundle in base64, with room for folding.</summary>
    internal const int MaxKeyText = 16 << 10;

    /// <summary>Key bundles taken from one mail.</summary>
    internal const int MaxKeyCandidates = 16;
}
