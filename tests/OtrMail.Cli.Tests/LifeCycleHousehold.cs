using System.Text;
using System.Text.Json;

namespace OtrMail.Cli.Tests;

/// <summary>What the tests of the life cycle ask of a household.</summary>
internal static class LifeCycleHousehold
{
    /// <summary>A command's JSON.</summary>
    public static JsonElement Json(this Household people, string person, params IEnumerable<string> arguments)
    {
        using JsonDocument document = JsonDocument.Parse(people.Inside(person, null, [.. arguments, "--json"]).Ok().Output);
        return document.RootElement.Clone();
    }

    /// <summary>What anybody sees of a mail.</summary>
    public static JsonElement Inspect(this Household people, byte[] mail)
    {
        using JsonDocument document = JsonDocument.Parse(people.Inside("nobody", mail, "inspect", "--json").Ok().Output);
        return document.RootElement.Clone();
    }

    /// <summary>What somebody knows of another.</summary>
    public static JsonElement ContactOf(this Household people, string person, string other) =>
        people.Json(person, "status", Household.AddressOf(other)).GetProperty("contacts")[0];

    /// <summary>First, Reply, Data and Data: both are established.</summary>
    public static void Acquaint(this Household people, string one, string other)
    {
        for (int i = 0; i < 2; i++)
        {
            people.Read(other, people.Encrypted(one, other, $"to {i}")).Ok();
            people.Read(one, people.Encrypted(other, one, $"back {i}")).Ok();
        }
    }

    /// <summary>The status line of a decrypted mail.</summary>
    public static string StatusOf(this RunResult read) => Encoding.ASCII.GetString(read.Output).Split('\n')[0];

    /// <summary>Puts a copy of a home in its place.</summary>
    public static void Restore(this Household people, string person, string copy)
    {
        Directory.Delete(people[person], recursive: true);
        TemporaryFolder.Copy(people[copy], people[person]);
    }
}
