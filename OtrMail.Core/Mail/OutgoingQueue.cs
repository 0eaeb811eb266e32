using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Storage;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Mail;

/// <summary>
/// Mails that were made and not yet handed on. They are put here in the very transaction that seals them, so that a crash
/// loses none and nothing is ever made twice; each leaves in a transaction of its own, which notes that its recipient has it. What is
/// inside may be plain text, so what has left is forgotten as ratchet keys are; each mail has a scope of its own.
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

    /// <summary>A mail is kept in pieces, since no record holds the largest: 32 MiB.</summary>
    private const int PieceBytes = 32 << 20;

    private const int SubmissionDigits = 64;

    private static readonly RecordKind Bodies = new("outgoing", Forgettable: true);
    private static readonly RecordKind Entries = new("outgoing-entry", Forgettable: true);
    private static readonly RecordKind HandedOn = new("handed-on", Forgettable: false);

    private readonly PostboxContext _context;

    private long _last = -1;

    internal OutgoingQueue(PostboxContext context) => _context = context;

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
    public QueuedMail Put(string submission, Address recipient, string sender, string account, ReadOnlySpan<byte> mail)
    {
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentOutOfRangeException.ThrowIfNotEqual(submission.Length, SubmissionDigits);
        var queued = new QueuedMail(NewId(), recipient, sender, account, submission, NextNumber(), _context.Now, mail.Length);
        for (int piece = 0, at = 0; at < mail.Length; piece++, at += PieceBytes)
            Store.Put(Bodies, ScopeOf(queued.Id), NameOf(piece), mail[at..Math.Min(mail.Length, at + PieceBytes)]);
        Write(queued);
        return queued;
    }

    /// <summary>The bytes of a mail.</summary>
    /// <exception cref="StoreException">Damaged: it is not whole.</exception>
    public byte[] BodyOf(QueuedMail mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        byte[] body = GC.AllocateUninitializedArray<byte>((int)mail.Bytes);
        for (int piece = 0, at = 0; at < body.Length; piece++)
        {
            byte[] part = Store.Get(Bodies, ScopeOf(mail.Id), NameOf(piece)) ?? throw Damaged();
            if (part.Length == 0 || part.Length > body.Length - at)
                throw Damaged();
            part.CopyTo(body, at);
            at += part.Length;
        }

        return body;
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
    }

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

    private static string NameOf(int piece) => piece.ToString("D4", System.Globalization.CultureInfo.InvariantCulture);

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
        if (!reader.Finished || !isAddress || length < 0 || length > Array.MaxLength)
            throw Damaged();
        return new QueuedMail(scope[(scope.IndexOf(':', StringComparison.Ordinal) + 1)..], recipient!, sender, account, submission, number, since, length, isRefused, reason);
    }

    private static string TextOf(ref WireReader reader, int limit) => Encoding.UTF8.GetString(reader.Data(limit));

    private static StoreException Damaged() => new(StoreFault.Damaged, "a mail in the queue cannot be read");
}
