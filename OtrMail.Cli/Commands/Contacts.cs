using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary>What the commands about keys share.</summary>
internal static class Contacts
{
    /// <summary>The contact that an address is pinned to.</summary>
    /// <exception cref="CommandException">67: none.</exception>
    public static Contact Of(PostboxTransaction transaction, Address address) => transaction.Contacts.Find(address)
        ?? throw new CommandException(ExitCode.NoUser, $"{address}: no key", "import one: otrmail key import FILE");

    /// <summary>Words typed as one fingerprint, grouped or not.</summary>
    /// <exception cref="CommandException">64: they are none.</exception>
    public static Fingerprint FingerprintOf(IEnumerable<string> words) =>
        Fingerprint.TryParse(string.Concat(words), out Fingerprint? fingerprint)
            ? fingerprint
            : throw new CommandException(
                ExitCode.Usage, "that is no fingerprint", "give its 64 hexadecimal digits, grouped as you like");

    /// <summary>How an address or an identity without one is called.</summary>
    public static string NameOf(IReadOnlyList<Address> addresses) =>
        addresses.Count == 0 ? "(no address)" : string.Join(", ", addresses);

    /// <summary>A point of time for people.</summary>
    public static string DateOf(long unixSeconds) => unixSeconds is > 0 and < 253_402_300_800
        ? DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture)
        : "never";
}
