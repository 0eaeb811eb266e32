using System.Diagnostics.CodeAnalysis;

namespace OtrMail.Core.Im;

/// <summary>
/// When a conversation is protected (OTR version 3, "Policies"). Versions 1 and 2 are never spoken, whatever the policy.
/// </summary>
/// <param name="AllowV3">Speak OTR at all. Without it nothing is looked at and nothing is changed.</param>
/// <param name="RequireEncryption">Never send in the clear: what the user says waits until the conversation is secure.</param>
/// <param name="SendWhitespaceTag">Offer OTR in plain messages, invisibly, until the peer shows that he does not want it.</param>
/// <param name="StartOnWhitespaceTag">Begin the exchange when the peer offers so.</param>
/// <param name="StartOnError">Ask for a new exchange when the peer reports an error.</param>
public sealed record ImPolicy(
    bool AllowV3, bool RequireEncryption, bool SendWhitespaceTag, bool StartOnWhitespaceTag, bool StartOnError)
{
    /// <summary>No OTR.</summary>
    public static ImPolicy Never { get; } = new(false, false, false, false, false);

    /// <summary>OTR when somebody asks for it.</summary>
    public static ImPolicy Manual { get; } = new(true, false, false, false, false);

    /// <summary>OTR as soon as both sides are seen to speak it (paper, 5.1). The default.</summary>
    public static ImPolicy Opportunistic { get; } = new(true, false, true, true, true);

    /// <summary>Nothing but OTR.</summary>
    public static ImPolicy Always { get; } = new(true, true, false, true, true);

    /// <summary>The policy of a name: never, manual, opportunistic or always.</summary>
    public static bool TryParse(string? name, [NotNullWhen(true)] out ImPolicy? policy)
    {
        policy = name switch
        {
            "never" => Never,
            "manual" => Manual,
            "opportunistic" => Opportunistic,
            "always" => Always,
            _ => null,
        };
        return policy is not null;
    }
}
