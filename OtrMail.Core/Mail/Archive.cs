using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Storage;
using OtrMail.Core.Wire;

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
    private const int BodyOverhead = 4096;
    private const int MaxForgottenAtOnce = 1000;

    private static readonly RecordKind Days = new("archive-day", Forgettable: false);
    private static readonly RecordKind Entries = new("archive-entry", Forgettable: true);
    private static readonly RecordKind Mails = new("archive", Forgettable: true);

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
    /// <param name="mail">The mail; its trust is that of today.</param>
    internal bool TryFind(ReadOnlySpan<byte> packet, [NotNullWhen(true)] out OpenedMail? mail)
    {
        mail = null;
        string name = NameOf(packet);
        if (ScopeOf(name) is not { } scope || Store.Get(Mails, scope, name) is not { } bytes)
            return false;
        mail = Decode(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return true;
    }

    /// <summary>Keeps a mail, if the user wants that and it fits in a record.</summary>
    internal void Keep(ReadOnlySpan<byte> packet, OpenedMail mail)
    {
        if (_context.Options.Archive is null || !mail.Content.Mail.IsInMemory || mail.Content.Mail.Length > StoreLimits.MaxValue - MailLimits.OuterRecordBytes - BodyOverhead)
            return;
        string name = NameOf(packet);
        if (Store.Get(Days, "", name) is not null)
            return;
        long day = _context.Now / LifeTimes.Day;
        string scope = ScopeOf(day);
        using var number = new WireWriter(8);
        Store.Put(Days, "", name, number.Long(day).Written);
        using var entry = new WireWriter();
        entry.Byte(Version).Raw(mail.Sender.Bytes.Span).Text(mail.From.ToString()).Long(mail.Stamp).Long(mail.Content.Mail.Length);
        Store.Put(Entries, scope, name, entry.Written, due: _context.Now);
        using var body = new WireWriter((int)mail.Content.Mail.Length + mail.Content.OuterRecord.Length + BodyOverhead);
        body.Byte(Version).Byte((byte)mail.Type).Raw(mail.Sender.Bytes.Span).Text(mail.From.ToString()).Long(mail.Stamp)
            .Flag(mail.IsAuthenticated).Byte((byte)mail.Content.Kind).Flag(mail.Content.Resent)
            .Data(mail.Content.OuterRecord.Span).Data(mail.Content.Mail.Span);
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

    private static string NameOf(ReadOnlySpan<byte> packet) => Convert.ToHexStringLower(SHA256.HashData(packet));

    private static string ScopeOf(long day) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"archive:{day}");

    private string? ScopeOf(string name)
    {
        if (Store.Get(Days, "", name) is not { } bytes)
            return null;
        var reader = new WireReader(bytes);
        long day = reader.Long();
        return reader.Finished ? ScopeOf(day) : throw Damaged();
    }

    private void Delete(string scope, string name)
    {
        Store.Delete(Mails, scope, name);
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

    private OpenedMail Decode(byte[] bytes)
    {
        var reader = new WireReader(bytes);
        reader.Require(reader.Byte() == Version);
        var type = (PacketType)reader.Byte();
        Fingerprint sender = SenderOf(ref reader);
        Address from = FromOf(ref reader);
        long stamp = reader.Long();
        bool isAuthenticated = reader.Flag();
        var kind = (MessageKind)reader.Byte();
        bool isResent = reader.Flag();
        byte[] outerRecord = reader.Data(MailLimits.OuterRecordBytes).ToArray();
        byte[] mail = reader.Data(int.MaxValue).ToArray();
        if (!reader.Finished || !Enum.IsDefined(type) || !Enum.IsDefined(kind))
            throw Damaged();
        Trust trust = sender.Equals(_context.Own.Fingerprint) ? Trust.Verified : _context.Contacts.Find(sender)?.Trust ?? Trust.Stranger;
        var content = new MailContent(mail, outerRecord, kind, isResent);
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
