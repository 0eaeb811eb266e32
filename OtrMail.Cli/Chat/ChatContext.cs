using System.Text.Json.Serialization;

namespace OtrMail.Cli.Chat;

/// <summary>The lines of <c>otrmail im</c>, read and written without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(ChatLine))]
internal sealed partial class ChatContext : JsonSerializerContext;
