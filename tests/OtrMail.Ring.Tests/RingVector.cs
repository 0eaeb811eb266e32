using System.Text.Encodings.Web;
using System.Text.Json;

namespace OtrMail.Ring.Tests;

/// <summary>One file of tests/vectors/ring; its README says what the fields mean.</summary>
internal sealed record RingVector
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public required string Description { get; init; }

    public required string Maker { get; init; }

    public required string? Fault { get; init; }

    public required string[] Ring { get; init; }

    public required int? Signer { get; init; }

    public required string? Prime { get; init; }

    public required string Message { get; init; }

    public required string Signature { get; init; }

    public required bool Accept { get; init; }

    public static RingVector Read(string file) =>
        JsonSerializer.Deserialize<RingVector>(File.ReadAllText(file), Json) ?? throw new InvalidDataException(file);

    public string Write() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <summary>What OtrMail.Ring says to it.</summary>
    public bool Verify()
    {
        var members = new List<RsaPublicKey>();
        foreach (string modulus in Ring)
        {
            if (!RsaPublicKey.TryImport(Convert.FromHexString(modulus), out RsaPublicKey? member))
                return false;
            members.Add(member);
        }

        return OtrMail.Ring.Ring.TryCreate(members, out Ring? ring)
            && RingVerifier.Verify(ring, Convert.FromHexString(Message), Convert.FromHexString(Signature));
    }
}
