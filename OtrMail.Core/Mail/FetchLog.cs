using System.Security.Cryptography;
using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Storage;
using OtrMail.Core.Streams;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Mail;

/// <summary>
/// What was fetched from which server: how far each folder was looked through, and which mails were delivered, so that
/// none is lost and none comes twice, whatever breaks off. It is written in the very transaction that reads the mails.
/// </summary>
public sealed class FetchLog
{
    /// <summary>A delivered mail is known again for 400 days; a server that renumbers its mails later delivers it again.</summary>
    private const long KeptFor = 400 * LifeTimes.Day;

    private const byte Version = 1;
    private const byte LongMail = 2;
    private const int MaxForgottenAtOnce = 1000;
    private const int MaxPlace = 4096;
    private const int MaxFlags = 16;
    private const int MailOverhead = 64;

    /// <summary>Names of folders that are longer stand for themselves by their hash.</summary>
    private const int MaxFolder = 200;

    private static readonly RecordKind Folders = new("fetch-folder", Forgettable: false);
    private static readonly RecordKind Staged = new("fetch-staged", Forgettable: false);
    private static readonly RecordKind Delivered = new("fetched", Forgettable: false);
    private static readonly RecordKind Waiting = new("fetch-waiting", Forgettable: true);
    private static readonly RecordKind Parts = new("fetch-part", Forgettable: true);
    private static readonly MailParts LongMails = new(Parts);

    private readonly IStoreTransaction _store;
    private readonly SpoolOptions _spool;
    private readonly long _now;

    internal FetchLog(IStoreTransaction store, SpoolOptions spool, long now)
    {
        _store = store;
        _spool = spool;
        _now = now;
    }

    /// <summary>How far a folder was looked through; null when it never was.</summary>
    public FolderProgress? Progress(string account, string folder)
    {
        if (_store.Get(Folders, ScopeOf(account), NameOf(folder)) is not { } bytes)
            return null;
        var reader = new WireReader(bytes);
        reader.Require(reader.Byte() == Version);
        uint validity = reader.Int();
        uint last = reader.Int();
        long modSeq = reader.Long();
        int count = reader.LongCount(FolderProgress.MaxAgain);
        List<uint> again = [];
        for (int i = 0; i < count && reader.Ok; i++)
            again.Add(reader.Int());
        return reader.Finished
            ? new FolderProgress(validity, last, (ulong)modSeq, again)
            : throw new StoreException(StoreFault.Damaged, "the progress of a folder in the store cannot be read");
    }

    /// <summary>Keeps how far a folder was looked through.</summary>
    public void Put(string account, string folder, FolderProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        uint[] again = [.. progress.Again.Distinct().Order().TakeLast(FolderProgress.MaxAgain)];
        using var writer = new WireWriter();
        writer.Byte(Version).Int(progress.UidValidity).Int(progress.LastUid).Long((long)progress.HighestModSeq).Short((ushort)again.Length);
        foreach (uint uid in again)
            writer.Int(uid);
        _store.Put(Folders, ScopeOf(account), NameOf(folder), writer.Written);
    }

    /// <summary>Whether a mail was delivered for this account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="hash">SHA-256 of its packet, or of the whole mail, in hexadecimal digits.</param>
    public bool IsDelivered(string account, string hash) => _store.Get(Delivered, ScopeOf(account), hash) is not null;

    /// <summary>Notes a mail whose delivery is prepared and follows the commit.</summary>
    /// <param name="account">The account.</param>
    /// <param name="hash">As for <see cref="IsDelivered"/>.</param>
    /// <param name="place">Where it was put, to be found again.</param>
    public void PutStaged(string account, string hash, string place)
    {
        using var writer = new WireWriter();
        _store.Put(Staged, ScopeOf(account), hash, writer.Byte(Version).Text(place).Written);
    }

    /// <summary>Whether the delivery of a mail is prepared.</summary>
    /// <param name="account">The account.</param>
    /// <param name="hash">As for <see cref="IsDelivered"/>.</param>
    public bool IsStaged(string account, string hash) => _store.Get(Staged, ScopeOf(account), hash) is not null;

    /// <summary>
    /// Keeps a mail, sealed, until it is delivered: the keys that opened it may be gone before somebody takes it.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="hash">As for <see cref="IsDelivered"/>.</param>
    /// <param name="mail">The mail.</param>
    public void PutWaiting(string account, string hash, WaitingMail mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        PutStaged(account, hash, "");
        bool isLong = mail.Length > MailParts.PartBytes;
        using var writer = new WireWriter((isLong ? 0 : (int)mail.Length) + MailOverhead);
        writer.Byte(isLong ? LongMail : Version).Long(mail.Date).Text(mail.Flags);
        if (isLong)
            LongMails.Put(_store, ScopeOf(account, hash), mail.WriteTo);
        else
            writer.Data(mail.ToArray());
        _store.Put(Waiting, ScopeOf(account), hash, writer.Written);
    }

    /// <summary>A mail that waits to be delivered; null when there is none. The caller disposes it.</summary>
    /// <exception cref="IOException">There is no room for a long one.</exception>
    public WaitingMail? FindWaiting(string account, string hash)
    {
        if (_store.Get(Waiting, ScopeOf(account), hash) is not { } bytes)
            return null;
        try
        {
            var reader = new WireReader(bytes);
            byte version = reader.Byte();
            reader.Require(version is Version or LongMail);
            long date = reader.Long();
            string flags = Encoding.UTF8.GetString(reader.Data(MaxFlags));
            byte[]? mail = version == LongMail ? null : reader.Data(int.MaxValue).ToArray();
            if (!reader.Finished)
                throw new StoreException(StoreFault.Damaged, "a mail in the store that waits for delivery cannot be read");
            return new WaitingMail(mail is null ? ReadParts(ScopeOf(account, hash)) : new MemorySource(mail), date, flags);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Forgets the mails that waited and were delivered: no older copy of the store opens them again.</summary>
    public void ForgetDelivered(string account) => _store.Forget(ScopeOf(account));

    /// <summary>
    /// Prepared deliveries of which nobody knows whether they were finished: where they were put, or an empty place for what waits
    /// in the store.
    /// </summary>
    public IReadOnlyList<(string Hash, string Place)> Unfinished(string account) =>
        [.. _store.List(Staged, ScopeOf(account)).Select(record => (record.Name, PlaceOf(record.Value)))];

    /// <summary>Notes a mail that was delivered.</summary>
    public void PutDelivered(string account, string hash)
    {
        DropStaged(account, hash);
        _store.Put(Delivered, ScopeOf(account), hash, [], due: _now + KeptFor);
    }

    /// <summary>Takes back a prepared delivery that is not there any more: the mail is to be delivered again.</summary>
    public void DropStaged(string account, string hash)
    {
        _store.Delete(Staged, ScopeOf(account), hash);
        if (_store.Get(Waiting, ScopeOf(account), hash) is not { } waiting)
            return;
        _store.Delete(Waiting, ScopeOf(account), hash);
        bool isLong = waiting[0] == LongMail;
        CryptographicOperations.ZeroMemory(waiting);
        if (!isLong)
            return;
        LongMails.Delete(_store, ScopeOf(account, hash));
        _store.Forget(ScopeOf(account, hash));
    }

    /// <summary>Lets go of what is old; answers whether there was any.</summary>
    internal static bool ForgetDue(PostboxContext context)
    {
        IReadOnlyList<StoredRecord> due = context.Store.DueBefore(Delivered, context.Now, MaxForgottenAtOnce);
        foreach (StoredRecord record in due)
            context.Store.Delete(Delivered, record.Scope, record.Name);
        return due.Count > 0;
    }

    private ByteSource ReadParts(string scope)
    {
        using var writer = new SpoolWriter(_spool);
        LongMails.CopyTo(_store, scope, writer);
        return writer.Complete();
    }

    /// <summary>Of a long mail that waits.</summary>
    private static string ScopeOf(string account, string hash) => ScopeOf(account) + ":" + hash;

    private static string ScopeOf(string account) => "fetch:" + NameOf(account);

    private static string NameOf(string text) => Encoding.UTF8.GetByteCount(text) <= MaxFolder
        ? text : "sha256:" + Convert.ToHexStringLower(Sha256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string PlaceOf(byte[] bytes)
    {
        var reader = new WireReader(bytes);
        reader.Require(reader.Byte() == Version);
        string place = Encoding.UTF8.GetString(reader.Data(MaxPlace));
        return reader.Finished ? place : throw new StoreException(StoreFault.Damaged, "a prepared delivery in the store cannot be read");
    }
}
