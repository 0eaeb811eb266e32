using System.Text.Json.Serialization;

namespace OtrMail.Cli.Forms;

/// <summary>The JSON forms, written without reflection; with what writing in pieces needs to know of each property.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeyForm))]
[JsonSerializable(typeof(IReadOnlyList<KeyForm>))]
[JsonSerializable(typeof(IReadOnlyList<ImportForm>))]
[JsonSerializable(typeof(IReadOnlyList<ManifestEntry>))]
[JsonSerializable(typeof(IReadOnlyList<ReadingForm>))]
[JsonSerializable(typeof(StatusForm))]
[JsonSerializable(typeof(PacketForm))]
[JsonSerializable(typeof(TendForm))]
[JsonSerializable(typeof(IReadOnlyList<ArchivedForm>))]
[JsonSerializable(typeof(IReadOnlyList<FetchForm>))]
[JsonSerializable(typeof(IReadOnlyList<QueuedForm>))]
[JsonSerializable(typeof(IReadOnlyList<ImAccountForm>))]
[JsonSerializable(typeof(IReadOnlyList<ImPeerForm>))]
[JsonSerializable(typeof(RevealedForm))]
[JsonSerializable(typeof(CheckForm))]
internal sealed partial class FormContext : JsonSerializerContext;
