using System.Globalization;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Forms;

/// <summary>Where everything stands.</summary>
/// <param name="Own">The own identity.</param>
/// <param name="Prekeys">Own prekeys that are not yet erased, the newest first.</param>
/// <param name="SigningKeys">Own signing keys that are neither published nor erased yet, the newest first.</param>
/// <param name="PublishedKeys">Own signing keys whose prime is public.</param>
/// <param name="SetBack">The store was found set back to an older state in this very run.</param>
/// <param name="Due">What happens next, the earliest first.</param>
/// <param name="Contacts">The contacts, or the one asked for.</param>
internal sealed record StatusForm(
    KeyForm Own,
    IReadOnlyList<OwnPrekeyForm> Prekeys,
    IReadOnlyList<OwnSigningKeyForm> SigningKeys,
    IReadOnlyList<OwnPublishedKeyForm> PublishedKeys,
    bool SetBack,
    IReadOnlyList<DueForm> Due,
    IReadOnlyList<ContactForm> Contacts)
{
    public static StatusForm Of(PostboxTransaction transaction, IEnumerable<Contact> contacts, bool setBack, LifeTimes life)
    {
        IReadOnlyList<HeldPrekey> prekeys = transaction.Own.HeldPrekeys(life);
        IReadOnlyList<HeldSigningKey> signing = transaction.Own.HeldSigningKeys(life);
        // bundles and keys of one contact at a time; what is told of all is much less
        (ContactForm Form, DueForm[] Due)[] told = [.. contacts.Select(contact => Of(transaction, contact))
            .OrderBy(one => one.Form.Addresses.Count == 0 ? "" : one.Form.Addresses[0], StringComparer.Ordinal)];
        IEnumerable<DueForm> due = DueOfOwn(transaction.Own.Bundle, prekeys, signing, life).Concat(told.SelectMany(one => one.Due));
        return new StatusForm(
            KeyForm.OfOwn(transaction.Own.Bundle),
            [.. prekeys.Select(OwnPrekeyForm.Of)],
            [.. signing.Select(OwnSigningKeyForm.Of)],
            [.. transaction.Own.AllPublished().Select(OwnPublishedKeyForm.Of)],
            setBack,
            [.. due.OrderBy(one => one.At)],
            [.. told.Select(one => one.Form)]);
    }

    private static (ContactForm Form, DueForm[] Due) Of(PostboxTransaction transaction, Contact contact)
    {
        CorrespondenceStatus status = transaction.Status(contact);
        return (ContactForm.Of(contact, status, transaction.Now), [.. DueOf(contact, status)]);
    }

    private static IEnumerable<DueForm> DueOfOwn(
        KeyBundle bundle, IReadOnlyList<HeldPrekey> prekeys, IReadOnlyList<HeldSigningKey> signing, LifeTimes life)
    {
        string prekeyId = NameOf(bundle.PrekeyId);
        yield return new DueForm("signing-key-renewal", bundle.SigningDates.UsedUntil + 1, bundle.SigningFingerprint.Hex, null);
        yield return new DueForm("prekey-renewal", bundle.PrekeyDates.Created + life.PrekeyRenew + 1, prekeyId, null);
        foreach (HeldSigningKey key in signing)
        {
            if (key.HasSigned || !key.Fingerprint.Equals(bundle.SigningFingerprint))
                yield return new DueForm(key.HasSigned ? "signing-key-publication" : "signing-key-erasure", key.NextDue, key.Fingerprint.Hex, null);
        }

        foreach (HeldPrekey key in prekeys.Where(key => key.Id != bundle.PrekeyId))
            yield return new DueForm("prekey-erasure", key.HeldUntil, NameOf(key.Id), null);
    }

    private static IEnumerable<DueForm> DueOf(Contact contact, CorrespondenceStatus status)
    {
        string address = contact.Pinned.Count == 0 ? contact.Fingerprint.Hex : contact.Pinned[0].ToString();
        if (status.AckDue != 0 && contact.Trust != Trust.Stranger)
            yield return new DueForm("ack", status.AckDue, null, address);
        foreach (SessionStatus session in status.Sessions)
            yield return new DueForm("session-forgetting", session.NextDue, session.Id, address);
    }

    private static string NameOf(uint prekeyId) => prekeyId.ToString("x8", CultureInfo.InvariantCulture);
}
