using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OtrMail.Cli.Forms;

/// <summary>Writes <see cref="StatusForm"/> piece by piece: of ten thousand contacts it is 14 MB, more than one wants in memory.</summary>
internal static class StatusJson
{
    private const int FlushBytes = 64 * 1024;

    /// <summary>The very bytes that the serializer makes of the whole form, and a line end.</summary>
    public static void Write(Stream output, StatusForm status)
    {
        FormContext forms = FormContext.Default;
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions
        {
            Indented = forms.Options.WriteIndented,
            Encoder = forms.Options.Encoder,
            NewLine = forms.Options.NewLine,
        }))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("own"u8);
            JsonSerializer.Serialize(writer, status.Own, forms.KeyForm);
            WriteList(writer, "prekeys"u8, status.Prekeys, forms.OwnPrekeyForm);
            WriteList(writer, "signingKeys"u8, status.SigningKeys, forms.OwnSigningKeyForm);
            WriteList(writer, "publishedKeys"u8, status.PublishedKeys, forms.OwnPublishedKeyForm);
            writer.WriteBoolean("setBack"u8, status.SetBack);
            WriteList(writer, "due"u8, status.Due, forms.DueForm);
            WriteList(writer, "contacts"u8, status.Contacts, forms.ContactForm);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteList<T>(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<T> list, JsonTypeInfo<T> type)
    {
        writer.WriteStartArray(name);
        foreach (T one in list)
        {
            JsonSerializer.Serialize(writer, one, type);
            if (writer.BytesPending >= FlushBytes)
                writer.Flush();
        }

        writer.WriteEndArray();
    }
}
