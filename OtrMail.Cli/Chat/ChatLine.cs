using OtrMail.Core.Im;

namespace OtrMail.Cli.Chat;

/// <summary>One line that goes out. What does not apply is left away.</summary>
internal sealed record ChatLine
{
    /// <summary>A message for the network.</summary>
    public string? Wire { get; init; }

    /// <summary>What the peer said.</summary>
    public string? Heard { get; init; }

    /// <summary>Whether he said it encrypted.</summary>
    public bool? Encrypted { get; init; }

    /// <summary>What happened.</summary>
    public string? Event { get; init; }

    /// <summary>The account, when the conversation begins.</summary>
    public string? Account { get; init; }

    /// <summary>The peer, when the conversation begins.</summary>
    public string? Peer { get; init; }

    /// <summary>What a text that is said goes as, in a status: plaintext, encrypted, finished.</summary>
    public string? State { get; init; }

    /// <summary>A key's fingerprint, 40 lower-case digits: the peer's, but the own one at the beginning.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Whether the user verified it, or SMP did.</summary>
    public bool? Verified { get; init; }

    /// <summary>The secure session ID, 16 digits.</summary>
    public string? Session { get; init; }

    /// <summary>Which half of it this side reads out: first or second.</summary>
    public string? Half { get; init; }

    /// <summary>Instance tag, 8 digits: of the peer's client, but the own one at the beginning.</summary>
    public string? Instance { get; init; }

    /// <summary>The peer's question.</summary>
    public string? Question { get; init; }

    /// <summary>Who did it: user, peer or inactivity.</summary>
    public string? By { get; init; }

    /// <summary>The text that an event is about.</summary>
    public string? Text { get; init; }

    /// <summary>What the extra key is for.</summary>
    public uint? Use { get; init; }

    /// <summary>More about it, in digits.</summary>
    public string? Data { get; init; }

    /// <summary>The extra key, 64 digits.</summary>
    public string? Key { get; init; }

    /// <summary>What came out of the conversation, as a line.</summary>
    public static ChatLine Of(ImOutput output) => output switch
    {
        ImWire wire => new ChatLine { Wire = wire.Text },
        ImHeard heard => new ChatLine { Heard = heard.Text, Encrypted = heard.IsEncrypted }.With(heard.Session),
        ImEvent told => Of(told),
        _ => throw new ArgumentException($"an output of an unknown kind: {output.GetType().Name}", nameof(output)),
    };

    /// <summary>A mistake in what came in.</summary>
    public static ChatLine Mistake(string text) => new() { Event = "error", By = "user", Text = text };

    /// <summary>With what is known of a session.</summary>
    public ChatLine With(ImSession? session) => session is null ? this : this with
    {
        Fingerprint = session.Fingerprint.Hex,
        Verified = session.IsVerified,
        Session = session.Id,
        Half = session.OwnHalfFirst ? "first" : "second",
        Instance = session.PeerInstance.ToString("x8", System.Globalization.CultureInfo.InvariantCulture),
    };

    private static ChatLine Of(ImEvent told)
    {
        ChatLine line = new ChatLine { Event = ChatEvents.NameOf(told.Kind), Text = told.Text, Question = told.Question }.With(told.Session);
        if (told.Kind == ImEventKind.Error)
            line = line with { By = "peer" };
        if (told.EndedBy is { } by)
            line = line with { By = ChatEvents.NameOf(by) };
        if (told.ExtraKey is { } extra)
        {
            using (extra.Key)
                line = line with { By = "peer", Use = extra.Use, Data = Convert.ToHexStringLower(extra.UseData.Span), Key = Convert.ToHexStringLower(extra.Key.Span) };
        }

        return line;
    }
}
