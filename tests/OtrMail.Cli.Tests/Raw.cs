using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Cli.Tests;

/// <summary>A home's store, opened beside the program.</summary>
internal static class Raw
{
    public static SqliteStore Open(Household people, string person) => SqliteStore.Open(
        new StoreOptions { Directory = people[person] }, () => null, SystemRandomSource.Instance);

    public static Postbox Postbox(SqliteStore store, TimeProvider clock) =>
        new(store, new PostboxOptions(MimeMailReader.Instance) { Clock = clock });

    /// <summary>Whether any file of the home holds these bytes.</summary>
    public static bool Holds(Household people, string person, ReadOnlySpan<byte> secret)
    {
        foreach (string file in Directory.EnumerateFiles(people[person], "*", SearchOption.AllDirectories))
        {
            if (File.ReadAllBytes(file).AsSpan().IndexOf(secret) >= 0)
                return true;
        }

        return false;
    }
}
