using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OtrMail.Cli.Commands;

/// <summary>Writes the JSON forms of docs/CLI.md.</summary>
internal static class Json
{
    /// <summary>Indented JSON with a line end.</summary>
    public static byte[] Bytes<T>(T value, JsonTypeInfo<T> type) => [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'];

    /// <summary>The same to a stream.</summary>
    public static void Write<T>(Stream output, T value, JsonTypeInfo<T> type)
    {
        // a writer, and not the stream itself: for that the serializer wants to know the members, which these forms are made without
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = type.Options.WriteIndented, Encoder = type.Options.Encoder, NewLine = type.Options.NewLine }))
            JsonSerializer.Serialize(writer, value, type);
        output.Write("\n"u8);
    }
}
