using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OtrMail.Cli.Commands;

/// <summary>Writes the JSON forms of docs/CLI.md.</summary>
internal static class Json
{
    /// <summary>Indented JSON with a line end.</summary>
    public static byte[] Bytes<T>(T value, JsonTypeInfo<T> type) => [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'];
}
