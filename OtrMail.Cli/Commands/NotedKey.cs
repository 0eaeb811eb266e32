using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary>Tells what became of the key bundle that a plain mail carried.</summary>
internal static class NotedKey
{
    /// <summary>A new key is worth a word, and another key than the known one a warning.</summary>
    public static void Tell(Report report, string name, Delivery delivery)
    {
        if (delivery is not { Noted: { } outcome, Bundle: { } bundle })
            return;
        string whose = Contacts.NameOf(bundle.Addresses);
        switch (outcome)
        {
            case ImportOutcome.New:
                report.Note($"{name}: a key of {whose} is noted ({bundle.IdentityFingerprint.Hex}); compare it with its owner: otrmail key verify {bundle.Addresses[0]}");
                break;
            case ImportOutcome.Updated:
                report.Detail($"{name}: {whose} has renewed his keys");
                break;
            case ImportOutcome.IdentityChanged:
                report.Warning($"{name}: carries another key of {whose} than the one known ({bundle.IdentityFingerprint.Hex}); it is not used; "
                    + $"if its owner says that it is right: otrmail key accept {bundle.Addresses[0]} {bundle.IdentityFingerprint.Hex}");
                break;
            default:
                break;
        }
    }
}
