using OtrMail.Cli.Commands;
using OtrMail.Core.Mail.Deniability;

namespace OtrMail.Cli.Forms;

/// <summary>What a set of mails makes public.</summary>
internal sealed record RevealedForm(
    IReadOnlyList<RevealedMacKeyForm> RevealedMacKeys, IReadOnlyList<PublishedIn> PublishedSigningKeys)
{
    public static RevealedForm Of(IReadOnlyList<PacketFile> files) => new(
        [
            .. files.SelectMany(file => file.Packet.RevealedMacKeys.Select(key => (Key: Convert.ToHexStringLower(key), file.Name)))
                .GroupBy(revealed => revealed.Key, revealed => revealed.Name)
                .Select(group => new RevealedMacKeyForm(group.Key, [.. group.Distinct()], Verified(files, Convert.FromHexString(group.Key)))),
        ],
        [
            .. files.SelectMany(file => file.Packet.PublishedKeys.Select(key => (Key: PublishedKeyForm.Of(key), file.Name)))
                .GroupBy(published => published.Key, published => published.Name)
                .Select(group => new PublishedIn(group.Key.Fingerprint, group.Key.Prime, [.. group.Distinct()])),
        ]);

    private static string[] Verified(IReadOnlyList<PacketFile> files, byte[] key) =>
        [.. files.Where(file => OfflineCheck.FindMacKey(file.Packet, [key]) is not null).Select(file => file.Name)];
}
