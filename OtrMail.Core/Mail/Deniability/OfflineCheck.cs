using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Keys;
using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Mail.Deniability;

/// <summary>
/// All that a packet can be held against afterwards, by a third party and even with the recipient's help. What verifies
/// here may be real, or made by the recipient, or by whoever read the revealed keys: there is no further check.
/// </summary>
public static class OfflineCheck
{
    /// <summary>As a third party: the key, among those revealed anywhere, under which the MAC verifies; or null.</summary>
    public static byte[]? FindMacKey(Packet packet, IEnumerable<byte[]> revealed)
    {
        ArgumentNullException.ThrowIfNull(packet);
        return revealed.FirstOrDefault(key => packet.IsAuthenticUnder(MailSuite.Default, key));
    }

    /// <summary>
    /// With the recipient's keys: MAC, decryption, bundle and signature. Seen-rows, dates, revocations, the state of the
    /// session and pinned addresses are left out, since they are the recipient's word only; nothing is changed.
    /// </summary>
    /// <param name="transaction">The recipient's store; not to be committed for this.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="reading">What is in it.</param>
    /// <param name="fault">KeyForgotten, UnknownSession or NotAuthentic.</param>
    public static bool TryOpen(
        PostboxTransaction transaction, Packet packet, [NotNullWhen(true)] out OfflineReading? reading, out MailFault fault)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(packet);
        PostboxContext context = transaction.Context;
        reading = null;
        var unlocking = new Unlocking(context, packet);
        MailFault? missing = unlocking.Run();
        using MessageKeys? keys = unlocking.Keys;
        using Correspondence? correspondence = unlocking.Correspondence;
        fault = missing ?? MailFault.NotAuthentic;
        Fingerprint? peer = correspondence?.Contact.Fingerprint;
        if (missing is not null
            || Contents.Decrypt(packet, keys!, context.Limits) is not { } plaintext
            || !Contents.TryReadBundle(packet.Header.Type, plaintext, peer, out KeyBundle? bundle)
            || !Contents.IsSigned(packet.Header, plaintext, bundle, context.Own.Bundle, unlocking.Session))
            return false;
        _ = context.Options.Reader.TryReadSender(plaintext.Content.Mail.Start, out Address? from);
        reading = new OfflineReading(
            packet.Header.Type, peer ?? bundle!.IdentityFingerprint, from, plaintext.Stamp, plaintext.Content);
        return true;
    }
}
