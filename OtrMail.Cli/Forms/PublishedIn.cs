using System.Text.Json.Serialization;

namespace OtrMail.Cli.Forms;

/// <summary>A published signing key; hexadecimal digits.</summary>
/// <param name="Fingerprint">What it is said to be of.</param>
/// <param name="Prime">Its smaller prime.</param>
/// <param name="In">The files that publish it.</param>
internal sealed record PublishedIn(
    string Fingerprint, string Prime, [property: JsonPropertyName("publishedIn")] IReadOnlyList<string> In);
