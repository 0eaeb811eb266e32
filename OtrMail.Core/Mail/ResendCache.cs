using System.Security.Cryptography;
using OtrMail.Core.Keys;
using OtrMail.Core.Storage;
using OtrMail.Core.Streams;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Mail;

/// <summary>
/// Sealed copies of sent mails that are not receipted yet, so that what a peer could not read can be sent again
/// (paper, 5.1). Each has a scope of its own, so that forgetting one touches nothing else.
/// </summary>
internal static class ResendCache
{
    private const byte Version = 2;
    private const int MaxDue = 64;

    private static readonly RecordKind Kind = new("resend", Forgettable: true);

    /// <summary>Keeps a copy, unless the mail is too large, is an acknowledgement, or was resent already.</summary>
    public static SentMail Keep(PostboxContext context, Contact contact, SentMail sent, MailContent content)
    {
        if (content.Kind != MessageKind.Mail || content.Resent || content.Mail.Length > context.Limits.CachedMailBytes || !content.Mail.IsInMemory)
            return sent;
        long length = content.Mail.CodedLength;
        using var writer = new WireWriter((int)length + content.OuterRecord.Length + 64);
        writer.Byte(Version).Data(content.OuterRecord.Span).Int((uint)length);
        content.Mail.WriteCodedTo(new SpanStream(bytes => writer.Raw(bytes)));
        context.Store.Put(Kind, Scope(contact, sent), "", writer.Written, due: sent.Stamp + context.Life.ResendCache);
        return sent with { CachedBytes = (uint)writer.Length };
    }

    /// <summary>What the contact asked for and is still there, marked as resent, with the names by which it is let go of.</summary>
    public static IReadOnlyList<(string Name, MailContent? Content)> Asked(PostboxContext context, Contact contact)
    {
        using Correspondence correspondence = context.Load(contact);
        return [.. correspondence.SentMails.All.Where(mail => mail.IsAskedFor).Select(mail => (mail.Name, Read(context, contact, mail)))];
    }

    /// <summary>Lets go of mails that were sent again: each is once.</summary>
    public static void LetGo(PostboxContext context, Contact contact, IReadOnlyCollection<string> names)
    {
        using Correspondence correspondence = context.Load(contact);
        foreach (SentMail mail in correspondence.SentMails.All.Where(mail => mail.IsAskedFor && names.Contains(mail.Name)).ToList())
            correspondence.SentMails.Uncache(mail);
        correspondence.Save(context.Store, context.Life);
    }

    /// <summary>Forgets a copy.</summary>
    public static void Drop(IStoreTransaction store, Contact contact, SentMail mail)
    {
        store.Delete(Kind, Scope(contact, mail), "");
        store.Forget(Scope(contact, mail));
    }

    /// <summary>Forgets copies whose time is over; answers whether there was one.</summary>
    public static bool ForgetDue(PostboxContext context)
    {
        IReadOnlyList<StoredRecord> due = context.Store.DueBefore(Kind, context.Confirmed, MaxDue);
        foreach (StoredRecord record in due)
        {
            CryptographicOperations.ZeroMemory(record.Value);
            context.Store.Delete(Kind, record.Scope, record.Name);
            context.Store.Forget(record.Scope);
        }

        return due.Count > 0;
    }

    /// <summary>When a copy was last to be forgotten, up to now.</summary>
    public static long NewestDue(PostboxContext context) => context.Store.NewestDue(Kind, context.Now) ?? 0;

    private static MailContent? Read(PostboxContext context, Contact contact, SentMail mail)
    {
        if (context.Store.Get(Kind, Scope(contact, mail), "") is not { } bytes)
            return null;
        var reader = new WireReader(bytes);
        reader.Require(reader.Byte() == Version);
        byte[] outerRecord = reader.Data(MailLimits.OuterRecordBytes).ToArray();
        bool isWhole = BodyCoding.TryDecode(reader.Data(int.MaxValue), context.Limits.MailBytes, out byte[] body) && reader.Finished;
        CryptographicOperations.ZeroMemory(bytes);
        return isWhole ? new MailContent(body, outerRecord, Resent: true) : null;
    }

    private static string Scope(Contact contact, SentMail mail) => $"resend:{contact.Fingerprint.Hex}:{mail.Name}";
}
