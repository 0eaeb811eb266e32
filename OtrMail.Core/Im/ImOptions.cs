using OtrMail.Ring;

namespace OtrMail.Core.Im;

/// <summary>What conversations work with; everything that is not state.</summary>
public sealed record ImOptions
{
    private readonly int _maxMessage;

    /// <summary>When a conversation is protected.</summary>
    public ImPolicy Policy { get; init; } = ImPolicy.Opportunistic;

    /// <summary>
    /// Longest message of OTR that the network carries, in characters; 0 when there is no limit. Longer ones are sent in
    /// fragments. What goes out in the clear is never cut.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below <see cref="ImLimits.SmallestMaxMessage"/>.</exception>
    public int MaxMessage
    {
        get => _maxMessage;
        init => _maxMessage = value is 0 or >= ImLimits.SmallestMaxMessage
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "no message of OTR fits");
    }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The source of all secret randomness, but for that of a DSA signature, which libcrypto makes.</summary>
    public IRandomSource Random { get; init; } = SystemRandomSource.Instance;

    /// <summary>
    /// After how long without own messages a received one is answered by an empty one (a heartbeat), so that the peer can
    /// forget keys (paper, 4.2). libotr waits as long.
    /// </summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After how long without a word in either direction an encrypted conversation ends by itself (paper, 5.1).</summary>
    public TimeSpan Inactivity { get; init; } = TimeSpan.FromHours(4);

    /// <summary>How long the last message is kept to be sent again when the peer could not read it (paper, 5.1).</summary>
    public TimeSpan Resend { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long what was said waits for a secure conversation, when the policy requires one.</summary>
    public TimeSpan Waiting { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an answer to an exchange of keys is waited for; then its keys are forgotten.</summary>
    public TimeSpan Exchange { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What said texts are padded to: the plaintext's length becomes a multiple of this many bytes, so that the length tells
    /// less; 0 for no padding.
    /// </summary>
    public int PadTo { get; init; } = 256;
}
