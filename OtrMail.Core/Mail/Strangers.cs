using OtrMail.Core.Keys;
using OtrMail.Core.Storage;

namespace OtrMail.Core.Mail;

/// <summary>
/// Bounds what people who were never accepted can make this store keep: when there are too many, the one who came
/// first goes. The seen-rows of his mails stay, since they belong to the prekey.
/// </summary>
internal static class Strangers
{
    private static readonly RecordKind Kind = new("stranger", Forgettable: false);

    /// <summary>Makes room for a new contact who wrote first.</summary>
    public static void Admit(PostboxContext context, Contact contact)
    {
        IStoreTransaction store = context.Store;
        while (store.Count(Kind, "") >= MailLimits.Strangers)
            DropOldest(context);
        store.Put(Kind, "", contact.Fingerprint.Hex, [], due: contact.FirstSeen);
    }

    /// <summary>A bundle that came with a plain mail; only an address without a key is pinned to it.</summary>
    public static ImportOutcome Note(PostboxContext context, KeyBundle bundle, Address from)
    {
        ContactBook contacts = context.Contacts;
        if (contacts.PinnedElsewhere([from], bundle.IdentityFingerprint) is not null)
        {
            contacts.PutAside(bundle);
            return ImportOutcome.IdentityChanged;
        }

        Contact? known = contacts.Find(bundle.IdentityFingerprint);
        ImportOutcome outcome = known is null
            ? ImportOutcome.New
            : known.Offer(bundle) switch
            {
                BundleNews.Same => ImportOutcome.Unchanged,
                BundleNews.Newer => ImportOutcome.Updated,
                BundleNews.Older => ImportOutcome.Older,
                _ => ImportOutcome.Conflict,
            };
        if (outcome is ImportOutcome.Conflict or ImportOutcome.Older
            || (outcome == ImportOutcome.Unchanged && known!.Pinned.Contains(from)))
            return outcome;
        Contact contact = known ?? new Contact(bundle, Trust.Stranger, context.Now);
        if (known is null)
            Admit(context, contact);
        contacts.Pin(contact, from);
        contacts.Save(contact);
        return outcome;
    }

    /// <summary>He came from another store.</summary>
    public static void PutMoved(IStoreTransaction store, Contact contact) =>
        store.Put(Kind, "", contact.Fingerprint.Hex, [], due: contact.FirstSeen);

    /// <summary>He was accepted or deleted.</summary>
    public static void Leave(IStoreTransaction store, Fingerprint peer) => store.Delete(Kind, "", peer.Hex);

    private static void DropOldest(PostboxContext context)
    {
        StoredRecord oldest = context.Store.DueBefore(Kind, long.MaxValue, 1)[0];
        context.Store.Delete(Kind, "", oldest.Name);
        if (!Fingerprint.TryParse(oldest.Name, out Fingerprint? peer)
            || context.Contacts.Find(peer) is not { Trust: Trust.Stranger } stranger)
            return; // accepted in the meantime
        Correspondence.Delete(context.Store, stranger, context.Suite, context.Life);
        context.Contacts.Delete(stranger);
    }
}
