using System.Text.Json;

namespace OtrMail.Cli.Chat;

/// <summary>One line that comes in: exactly one of <see cref="Wire"/>, <see cref="Say"/> and <see cref="Do"/>, and what belongs to it.</summary>
internal sealed record ChatRequest
{
    /// <summary>A message that arrived from the network.</summary>
    public string? Wire { get; init; }

    /// <summary>What the user typed.</summary>
    public string? Say { get; init; }

    /// <summary>What the user wants.</summary>
    public string? Do { get; init; }

    /// <summary>The secret, for <c>smp</c> and <c>smp-answer</c>.</summary>
    public string? Secret { get; init; }

    /// <summary>The question, for <c>smp</c>.</summary>
    public string? Question { get; init; }

    /// <summary>What the key is for, for <c>extra-key</c>.</summary>
    public uint? Use { get; init; }

    /// <summary>More about it, in hexadecimal digits.</summary>
    public string? Data { get; init; }

    /// <summary>The key that the user compared, for <c>verify</c>.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The peer's client, for <c>choose</c>: its instance tag, in hexadecimal digits.</summary>
    public string? Instance { get; init; }

    /// <summary>Reads a line; when it is none, <paramref name="reason"/> says why.</summary>
    public static ChatRequest? TryRead(ReadOnlySpan<byte> line, out string reason)
    {
        try
        {
            ChatRequest? request = JsonSerializer.Deserialize(line, ChatContext.Default.ChatRequest);
            reason = request is null ? "not a JSON object" : "exactly one of wire, say and do is needed";
            int kinds = request is null ? 0 : new[] { request.Wire, request.Say, request.Do }.Count(text => text is not null);
            return kinds == 1 ? request : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            reason = "not JSON as this program knows it";
            return null;
        }
    }
}
