using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Storage;
using OtrMail.Core.Streams;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Mail;

/// <summary>
/// Mails that were decrypted, sealed under keys of the store, so that they can be read again when the keys that opened
/// them are gone. The price is said plainly: whoever has the store and its passphrase reads them. What is taken out
/// here is forgotten as ratchet keys are.
/// <para>
/// All mails of a day share a scope, so forgetting a day costs the same however many mails there are.
/// </para>
/// </summary>
public sealed class Archive
{
    private const byte Version = 1;
    private const byte LongMail = 2;
    private const int BodyOverhead = 4096;
    private const int MaxForgottenAtOnce = 1000;

    private static readonly RecordKind Days = new("archive-day", Forgettable: false);
    private static readonly RecordKind Entries = new("archive-entry", Forgettable: true);
    private static readonly RecordKind Mails = new("archive", Forgettable: true);
    private static readonly RecordKind Parts = new("archive-part", Forgettable: true);
    private static readonly MailParts LongMails = new(Parts);

    private readonly PostboxContext _context;

    internal Archive(PostboxContext context) => _context = context;

    private IStoreTransaction Store => _context.Store;

    /// <summary>Everything in it, oldest first.</summary>
    public IReadOnlyList<ArchivedMail> List() =>
        [.. Store.ListAll(Entries).Select(Describe).OrderBy(mail => mail.Kept).ThenBy(mail => mail.PacketHash, StringComparer.Ordinal)];

    /// <summary>Forgets these mails; no older copy of the store opens them again.</summary>
    public void Forget(IEnumerable<ArchivedMail> mails)
    {
        ArgumentNullException.ThrowIfNull(mails);
        HashSet<string> scopes = [];
        foreach (ArchivedMail mail in mails)
        {
            if (ScopeOf(mail.PacketHash) is not { } scope)
                continue;
            Delete(scope, mail.PacketHash);
            scopes.Add(scope);
        }

        foreach (string scope in scopes)
            Store.Forget(scope);
    }

    /// <summary>The mail of a packet, as it was read then.</summary>
    /// <param name="packet">The very packet: only who has it finds the mail.</param>
    /// <param name="mail">The mail; its trust is that of today. The caller disposes its content.</param>
    internal bool TryFind(ByteSource packet, [NotNullWhen(true)] out OpenedMail? mail)
    {
        mail = null;
        string name = NameOf(packet);
        if (ScopeOf(name) is not { } scope || Store.Get(Mails, scope, name) is not { } bytes)
            return false;
        mail = Decode(bytes, scope);
        CryptographicOperations.ZeroMemory(bytes);
        return true;
    }

    /// <summary>Keeps a mail, if the user wants that.</summary>
    internal void Keep(ByteSource packet, OpenedMail mail)
    {
        if (_context.Options.Archive is null)
            return;
        string name = NameOf(packet);
        if (Store.Get(Days, "", name) is not null)
            return;
        MailBytes text = mail.Content.Mail;
        bool isLong = !text.IsInMemory || text.Length > StoreLimits.MaxValue - MailLimits.OuterRecordBytes - BodyOverhead;
        long day = _context.Now / LifeTimes.Day;
        string scope = ScopeOf(day, isLong ? name : null);
        using var place = new WireWriter(9);
        place.Long(day);
        if (isLong)
            place.Byte(LongMail);
        Store.Put(Days, "", name, place.Written);
        using var entry = new WireWriter();
        entry.Byte(Version).Raw(mail.Sender.Bytes.Span).Text(mail.From.ToString()).Long(mail.Stamp).Long(text.Length);
        Store.Put(Entries, scope, name, entry.Written, due: _context.Now);
        using var body = new WireWriter((isLong ? 0 : (int)text.Length) + mail.Content.OuterRecord.Length + BodyOverhead);
        body.Byte(isLong ? LongMail : Version).Byte((byte)mail.Type).Raw(mail.Sender.Bytes.Span).Text(mail.From.ToString()).Long(mail.Stamp)
            .Flag(mail.IsAuthenticated).Byte((byte)mail.Content.Kind).Flag(mail.Content.Resent).Data(mail.Content.OuterRecord.Span);
        if (isLong)
            LongMails.Put(Store, scope, output => text.WriteTo(output));
        else
            body.Data(text.Span);
        Store.Put(Mails, scope, name, body.Written);
    }

    /// <summary>Forgets what was kept long enough; answers whether there was any.</summary>
    internal static bool ForgetDue(PostboxContext context)
    {
        if (context.Options.Archive?.KeptFor is not { } keptFor)
            return false;
        var archive = new Archive(context);
        IReadOnlyList<StoredRecord> due = context.Store.DueBefore(Entries, context.Confirmed - keptFor, MaxForgottenAtOnce);
        foreach (StoredRecord record in due)
            archive.Delete(record.Scope, record.Name);
        foreach (string scope in due.Select(record => record.Scope).Distinct())
            context.Store.Forget(scope);
        return due.Count > 0;
    }

    /// <summary>When something was last to be forgotten, up to now; 0 for never.</summary>
    internal static long NewestDue(PostboxContext context) =>
        context.Options.Archive?.KeptFor is { } keptFor && context.Store.NewestDue(Entries, context.Now - keptFor) is { } kept
            ? kept + keptFor
            : 0;

    private static string NameOf(ByteSource packet)
    {
        using var hash = new Sha256();
        packet.CopyTo(new SpanStream(hash.Append));
        return Convert.ToHexStringLower(hash.Finish());
    }

    private static string ScopeOf(long day, string? longMail) =>
        string.Create(CultureInfo.InvariantCulture, $"archive:{day}{(longMail is null ? "" : ":")}{longMail}");

    private MailBytes ReadParts(string scope)
    {
        using var writer = new MailWriter(_context.Options.Spool);
        LongMails.CopyTo(Store, scope, writer);
        return writer.Complete();
    }

    private string? ScopeOf(string name)
    {
        if (Store.Get(Days, "", name) is not { } bytes)
            return null;
        var reader = new WireReader(bytes);
        long day = reader.Long();
        bool isLong = reader.Remaining > 0 && reader.Byte() == LongMail;
        return reader.Finished ? ScopeOf(day, isLong ? name : null) : throw Damaged();
    }

    private void Delete(string scope, string name)
    {
        Store.Delete(Mails, scope, name);
        if (scope.EndsWith(name, StringComparison.Ordinal))
            LongMails.Delete(Store, scope);
        Store.Delete(Entries, scope, name);
        Store.Delete(Days, "", name);
    }

    private static ArchivedMail Describe(StoredRecord record)
    {
        var reader = new WireReader(record.Value);
        reader.Require(reader.Byte() == Version);
        Fingerprint sender = SenderOf(ref reader);
        Address from = FromOf(ref reader);
        long stamp = reader.Long();
        long bytes = reader.Long();
        return reader.Finished
            ? new ArchivedMail(record.Name, from, sender, stamp, record.Due ?? 0, bytes)
            : throw Damaged();
    }

    private OpenedMail Decode(byte[] bytes, string scope)
    {
        var reader = new WireReader(bytes);
        byte version = reader.Byte();
        reader.Require(version is Version or LongMail);
        var type = (PacketType)reader.Byte();
        Fingerprint sender = SenderOf(ref reader);
        Address from = FromOf(ref reader);
        long stamp = reader.Long();
        bool isAuthenticated = reader.Flag();
        var kind = (MessageKind)reader.Byte();
        bool isResent = reader.Flag();
        byte[] outerRecord = reader.Data(MailLimits.OuterRecordBytes).ToArray();
        byte[]? text = version == LongMail ? null : reader.Data(int.MaxValue).ToArray();
        if (!reader.Finished || !Enum.IsDefined(type) || !Enum.IsDefined(kind))
            throw Damaged();
        Trust trust = sender.Equals(_context.Own.Fingerprint) ? Trust.Verified : _context.Contacts.Find(sender)?.Trust ?? Trust.Stranger;
        var content = new MailContent(text is null ? ReadParts(scope) : text, outerRecord, kind, isResent);
        Notices notices = isResent ? Notices.Resent : Notices.None;
        return new OpenedMail(type, content, sender, from, trust, stamp, IsDuplicate: false, isAuthenticated, notices) { IsArchived = true };
    }

    private static Fingerprint SenderOf(ref WireReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.Raw(Fingerprint.ByteCount);
        return reader.Ok ? new Fingerprint(bytes) : throw Damaged();
    }

    private static Address FromOf(ref WireReader reader) =>
        Address.TryParse(Encoding.UTF8.GetString(reader.Data(Address.MaxBytes)), out Address? from) ? from : throw Damaged();

    private static StoreException Damaged() => new(StoreFault.Damaged, "a mail in the archive cannot be read");
}
