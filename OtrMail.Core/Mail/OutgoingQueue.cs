using System.Security.Cryptography;
using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Primitives;
using OtrMail.Core.Storage;
using OtrMail.Core.Streams;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Mail;

/// <summary>
/// Mails that were made and not yet handed on. They are put here in the very transaction that seals them, so that a crash
/// loses none and nothing is ever made twice; each leaves in a transaction of its own, which notes that its recipient has it. What is
/// inside may be plain text, so what has left is forgotten as ratchet keys are; each mail has a scope of its own. A long mail is in
/// a sealed file (<see cref="QueueFolder"/>), and its key here.
/// </summary>
public sealed class OutgoingQueue
{
    /// <summary>How long a repeated call is known: 30 days.</summary>
    public const long HandedOnKeptFor = 30 * LifeTimes.Day;

    private const byte Version = 1;
    private const int IdBytes = 4;
    private const int MaxForgottenAtOnce = 1000;
    private const int MaxSender = 512;
    private const int MaxAccount = 1024;
    private const int MaxReason = 2048;

    private const int SubmissionDigits = 64;

    /// <summary>The record that holds a mail.</summary>
    private const string Body = "";

    /// <summary>The record that holds the key of a long mail's file instead.</summary>
    private const string FileKey = "key";

    private static readonly RecordKind Bodies = new("outgoing", Forgettable: true);
    private static readonly RecordKind Entries = new("outgoing-entry", Forgettable: true);
    private static readonly RecordKind HandedOn = new("handed-on", Forgettable: false);
    private static readonly RecordKind CopyPlaces = new("sent-copy", Forgettable: false);

    private readonly PostboxContext _context;

    private long _last = -1;

    internal OutgoingQueue(PostboxContext context) => _context = context;

    private QueueFolder? Files => QueueFolder.In(_context.Options.Spool.Directory);

    private IStoreTransaction Store => _context.Store;

    /// <summary>Everything in it, in the order in which it was put in.</summary>
    public IReadOnlyList<QueuedMail> List() =>
        [.. Store.ListAll(Entries).Select(record => Read(record.Scope, record.Value)).OrderBy(mail => mail.Number)];

    /// <summary>The mail of that name; null when there is none.</summary>
    public QueuedMail? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length == IdBytes * 2 && Store.Get(Entries, ScopeOf(id), "") is { } bytes ? Read(ScopeOf(id), bytes) : null;
    }

    /// <summary>Puts a mail in.</summary>
    /// <param name="submission">What it came from, 64 hexadecimal digits.</param>
    /// <param name="recipient">Who is to get it.</param>
    /// <param name="sender">Where bounces go; empty for nowhere.</param>
    /// <param name="account">The account that sends it; empty for the command.</param>
    /// <param name="mail">The whole mail, ready to be handed on.</param>
    public QueuedMail Put(string submission, Address recipient, string sender, string account, ReadOnlyMemory<byte> mail) =>
        Put(submission, recipient, sender, account, mail.Length, output => output.Write(mail.Span));

    /// <summary>Puts a mail of any length in, in bounded memory: what is too long for memory gets a sealed file.</summary>
    /// <param name="submission">What it came from, 64 hexadecimal digits.</param>
    /// <param name="recipient">Who is to get it.</param>
    /// <param name="sender">Where bounces go; empty for nowhere.</param>
    /// <param name="account">The account that sends it; empty for the command.</param>
    /// <param name="length">Bytes of the mail.</param>
    /// <param name="write">Writes the whole mail.</param>
    /// <exception cref="IOException">The disk refused, or the mail cannot be read.</exception>
    public QueuedMail Put(string submission, Address recipient, string sender, string account, long length, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentNullException.ThrowIfNull(write);
        ArgumentOutOfRangeException.ThrowIfNotEqual(submission.Length, SubmissionDigits);
        var queued = new QueuedMail(NewId(), recipient, sender, account, submission, NextNumber(), _context.Now, length);
        if (length > _context.Options.Spool.MemoryBytes && Files is { } files)
        {
            using var key = new SecretBytes(SealedSpool.KeyBytes);
            _context.Random.Fill(key.Writable);
            files.Write(queued.Id, key.Span, write);
            Store.Put(Bodies, ScopeOf(queued.Id), FileKey, key.Span);
        }
        else
        {
            byte[] body = new byte[length];
            using (var stream = new MemoryStream(body))
                write(stream);
            Store.Put(Bodies, ScopeOf(queued.Id), Body, body);
        }

        Write(queued);
        return queued;
    }

    /// <summary>The bytes of a mail; they can be read without the transaction, and the caller disposes them.</summary>
    /// <exception cref="StoreException">Damaged: it is not there any more.</exception>
    public ByteSource BodyOf(QueuedMail mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        if (Store.Get(Bodies, ScopeOf(mail.Id), Body) is { } body)
            return body.Length == mail.Bytes ? (ReadOnlyMemory<byte>)body : throw Damaged();
        byte[] key = Store.Get(Bodies, ScopeOf(mail.Id), FileKey) ?? throw Damaged();
        try
        {
            return key.Length == SealedSpool.KeyBytes && Files is { } files ? files.Open(mail.Id, key, mail.Bytes) : throw Damaged();
        }
        catch (IOException e)
        {
            throw new StoreException(StoreFault.Damaged, $"the file of a mail in the queue cannot be read: {e.Message}", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Takes away the files that belong to no mail: what a call that was broken off left behind.</summary>
    public void Sweep()
    {
        if (Files is { } files)
            files.Sweep(List().Select(mail => mail.Id).ToHashSet());
    }

    /// <summary>Notes that a mail was not handed on.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="isRefused">For good.</param>
    /// <param name="reason">Why, in one line.</param>
    public void Failed(QueuedMail mail, bool isRefused, string reason)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(reason);
        Write(mail with { IsRefused = isRefused, Reason = reason.Length > MaxReason / 4 ? reason[..(MaxReason / 4)] : reason });
    }

    /// <summary>Notes that a mail was handed on, and forgets it.</summary>
    public void Sent(QueuedMail mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        Store.Put(HandedOn, mail.Submission, mail.Recipient.ToString(), [], due: _context.Now + HandedOnKeptFor);
        Drop(mail);
    }

    /// <summary>Gives a mail up and forgets it.</summary>
    public void Drop(QueuedMail mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        Store.DeleteScope(Bodies, ScopeOf(mail.Id));
        Store.Delete(Entries, ScopeOf(mail.Id), "");
        Store.Forget(ScopeOf(mail.Id));
        if (Files is { } files)
            _context.AfterCommit.Add(() => files.Delete(mail.Id));
    }

    /// <summary>Where copies for the sender were written that are not in their places yet.</summary>
    public IReadOnlyList<string> Copies() => [.. Store.ListAll(CopyPlaces).Select(record => Encoding.UTF8.GetString(record.Value))];

    /// <summary>Notes where a copy was written, in the transaction that puts its mails in: from then on it has to appear.</summary>
    public void PutCopy(string place) => Store.Put(CopyPlaces, "", place, Encoding.UTF8.GetBytes(place));

    /// <summary>Notes that a copy has appeared, or cannot any more.</summary>
    public void DropCopy(string place) => Store.Delete(CopyPlaces, "", place);

    /// <summary>Whether a recipient was handed the mail of this submission.</summary>
    public bool WasHandedOn(string submission, Address recipient)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return Store.Get(HandedOn, submission, recipient.ToString()) is not null;
    }

    /// <summary>Lets go of what is old; answers whether there was any.</summary>
    internal static bool ForgetDue(PostboxContext context)
    {
        IReadOnlyList<StoredRecord> due = context.Store.DueBefore(HandedOn, context.Now, MaxForgottenAtOnce);
        foreach (StoredRecord record in due)
            context.Store.Delete(HandedOn, record.Scope, record.Name);
        return due.Count > 0;
    }

    private static string ScopeOf(string id) => "outgoing:" + id;

    private long NextNumber()
    {
        if (_last < 0)
            _last = List() is [.., { } last] ? last.Number : 0;
        return ++_last;
    }

    private string NewId()
    {
        Span<byte> unique = stackalloc byte[IdBytes];
        while (true)
        {
            _context.Random.Fill(unique);
            string id = Convert.ToHexStringLower(unique);
            if (Store.Get(Entries, ScopeOf(id), "") is null)
                return id;
        }
    }

    private void Write(QueuedMail mail)
    {
        using var writer = new WireWriter();
        writer.Byte(Version).Text(mail.Recipient.ToString()).Text(mail.Sender).Text(mail.Account).Text(mail.Submission)
            .Long(mail.Number).Long(mail.Since).Long(mail.Bytes).Flag(mail.IsRefused).Text(mail.Reason);
        Store.Put(Entries, ScopeOf(mail.Id), "", writer.Written);
    }

    private static QueuedMail Read(string scope, byte[] bytes)
    {
        var reader = new WireReader(bytes);
        reader.Require(reader.Byte() == Version);
        bool isAddress = Address.TryParse(TextOf(ref reader, Address.MaxBytes), out Address? recipient);
        string sender = TextOf(ref reader, MaxSender);
        string account = TextOf(ref reader, MaxAccount);
        string submission = TextOf(ref reader, SubmissionDigits);
        long number = reader.Long();
        long since = reader.Long();
        long length = reader.Long();
        bool isRefused = reader.Flag();
        string reason = TextOf(ref reader, MaxReason);
        if (!reader.Finished || !isAddress || length < 0)
            throw Damaged();
        return new QueuedMail(scope[(scope.IndexOf(':', StringComparison.Ordinal) + 1)..], recipient!, sender, account, submission, number, since, length, isRefused, reason);
    }

    private static string TextOf(ref WireReader reader, int limit) => Encoding.UTF8.GetString(reader.Data(limit));

    private static StoreException Damaged() => new(StoreFault.Damaged, "a mail in the queue cannot be read");
}
