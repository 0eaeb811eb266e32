using OtrMail.Core.Keys;
using OtrMail.Core.Storage;

namespace OtrMail.Core.Mail;

/// <summary>
/// Mails that could not be read, by the contact whom they say they are from: the next mail to him asks for them
/// (paper, 5.1). Never an automatic answer.
/// </summary>
internal static class NakWants
{
    private static readonly RecordKind Kind = new("nak-want", Forgettable: false);

    /// <summary>Notes a mail; the oldest goes when there are too many.</summary>
    public static void Note(IStoreTransaction store, Contact contact, PacketHeader header, long now)
    {
        string scope = ContactBook.ScopeOf(contact.Fingerprint);
        string name = Convert.ToHexStringLower(header.Hash.Span);
        if (store.Get(Kind, scope, name) is not null)
            return;
        IReadOnlyList<StoredRecord> known = store.List(Kind, scope);
        if (known.Count >= MailLimits.Naks)
            store.Delete(Kind, scope, known.OrderBy(record => record.Due).First().Name);
        store.Put(Kind, scope, name, header.SessionId, due: now);
    }

    /// <summary>How many there are.</summary>
    public static int Count(IStoreTransaction store, Contact contact) =>
        store.Count(Kind, ContactBook.ScopeOf(contact.Fingerprint));

    /// <summary>Takes them all, for a mail that goes out now.</summary>
    public static IReadOnlyList<Nak> Take(IStoreTransaction store, Contact contact)
    {
        string scope = ContactBook.ScopeOf(contact.Fingerprint);
        IReadOnlyList<StoredRecord> records = store.List(Kind, scope);
        foreach (StoredRecord record in records)
            store.Delete(Kind, scope, record.Name);
        return [.. records.Select(record => new Nak(record.Value, Convert.FromHexString(record.Name)))];
    }
}
