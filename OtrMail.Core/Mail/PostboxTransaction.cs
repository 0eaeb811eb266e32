using OtrMail.Core.Keys;
using OtrMail.Core.Storage;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mail;

/// <summary>
/// One or more messages under the store's lock. Nothing that was sealed may be sent, and nothing that was opened may
/// be shown, before <see cref="Commit"/> returned; without it, nothing has happened.
/// </summary>
public sealed class PostboxTransaction : IDisposable
{
    private readonly IStoreTransaction _transaction;
    private readonly PostboxContext _context;

    internal PostboxTransaction(PostboxContext context)
    {
        _transaction = context.Store;
        _context = context;
    }

    internal PostboxContext Context => _context;

    /// <summary>The own keys.</summary>
    public OwnKeys Own => _context.Own;

    /// <summary>The contacts.</summary>
    public ContactBook Contacts => _context.Contacts;

    /// <summary>Mails that stay readable when their keys are gone.</summary>
    public Archive Archive => new(_context);

    /// <summary>What was fetched from servers.</summary>
    public FetchLog FetchLog => new(_transaction, _context.Options.Spool, Now);

    /// <summary>Mails that were made and not yet handed on.</summary>
    public OutgoingQueue Queue => new(_context);

    /// <summary>Which mails were encrypted, so that answers are not sent in the clear.</summary>
    public PrivateThreads PrivateThreads => new(_transaction);

    /// <summary>The time of this transaction, Unix seconds.</summary>
    public long Now => _context.Now;

    /// <summary>
    /// Whether the store was found set back when this transaction began, and was quarantined then: the user is to be
    /// told, once.
    /// </summary>
    public bool WasQuarantined { get; internal init; }

    /// <summary>Whether something was due when this transaction began; perhaps there is more.</summary>
    public bool WasTended { get; internal init; }

    /// <summary>Seals a mail to one recipient, who becomes an accepted contact.</summary>
    /// <param name="recipient">A pinned address, or an own one.</param>
    /// <param name="content">The mail.</param>
    /// <returns>The packet, or NoKey, StaleBundle, TooLarge.</returns>
    public SealResult Seal(Address recipient, MailContent content)
    {
        if (Own.Addresses.Contains(recipient))
            return Sealing.ToSelf(_context, content);
        if (Contacts.Find(recipient) is not { } contact)
            return SealResult.Of(MailFault.NoKey);
        SealResult result = Sealing.ToContact(_context, contact, content);
        if (result.IsSealed)
            Strangers.Leave(_transaction, contact.Fingerprint);
        return result;
    }

    /// <summary>
    /// What stands in the way of a mail to this recipient: NoKey, StaleBundle, or <see langword="null"/> for nothing.
    /// Nothing is made and nothing changes.
    /// </summary>
    /// <param name="recipient">Any address, an own one too.</param>
    public MailFault? ObstacleTo(Address recipient)
    {
        if (Own.Addresses.Contains(recipient))
            return Now > Own.Bundle.PrekeyDates.UsedUntil ? MailFault.StaleBundle : null;
        if (Contacts.Find(recipient) is not { } contact)
            return MailFault.NoKey;
        using Correspondence correspondence = _context.Load(contact);
        return Sealing.IsStale(_context, contact, correspondence) ? MailFault.StaleBundle : null;
    }

    /// <summary>Opens a packet.</summary>
    /// <param name="packet">Its bytes; kept until the result is no longer used.</param>
    public OpenResult Open(ReadOnlyMemory<byte> packet) => Open((ByteSource)packet);

    /// <summary>Opens a packet of any length. The mail of one that is not in memory is decrypted when it is written out.</summary>
    /// <param name="packet">Its bytes; kept until the result is no longer used.</param>
    public OpenResult Open(ByteSource packet)
    {
        if (!Packet.TryParse(packet, _context.Limits, out Packet? parsed, out MailFault fault))
            return OpenResult.Of(new Refusal(fault));
        using var opening = new Opening(_context, parsed);
        return opening.Run();
    }

    /// <summary>Takes a bundle that the user imports.</summary>
    public ImportResult Import(KeyBundle bundle)
    {
        // an own address is pinned to this identity and no other, without any row
        bool isOwn = bundle.IdentityFingerprint.Equals(Own.Fingerprint);
        if (!isOwn && bundle.Addresses.FirstOrDefault(Own.Addresses.Contains) is { } claimed)
            return new ImportResult(ImportOutcome.IdentityChanged, bundle, claimed, Own.Fingerprint);
        ImportResult result = Contacts.Import(bundle, Own.Fingerprint, Now);
        if (result.Outcome is ImportOutcome.Updated or ImportOutcome.Unchanged or ImportOutcome.Older)
            Strangers.Leave(_transaction, bundle.IdentityFingerprint);
        return result;
    }

    /// <summary>
    /// Takes a bundle that came with a plain mail, as of a stranger (paper, 5.1: the key seen first is remembered). Nothing
    /// says that the mail is genuine, so only an address that has no key yet is pinned to it.
    /// </summary>
    /// <param name="bundle">A bundle whose signatures verified.</param>
    /// <param name="from">Who the mail says it is from; one of the bundle's addresses.</param>
    /// <returns>New, Updated, Unchanged, Older, Own, Conflict, ClockSuspect; IdentityChanged: it was set aside.</returns>
    public ImportOutcome Note(KeyBundle bundle, Address from)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        if (!bundle.Addresses.Contains(from))
            throw new ArgumentException("the bundle is not the sender's", nameof(bundle));
        if (bundle.IdentityFingerprint.Equals(Own.Fingerprint))
            return ImportOutcome.Own;
        if (bundle.Addresses.Any(Own.Addresses.Contains) || Revocations.IsRevoked(_transaction, bundle.SigningFingerprint))
            return ImportOutcome.Conflict;
        if (bundle.NewestDate > Now + _context.Life.ClockTolerance)
            return ImportOutcome.ClockSuspect;
        return Strangers.Note(_context, bundle, from);
    }

    /// <summary>Deletes a contact with all its sessions. The seen-rows of living prekeys stay.</summary>
    public void Delete(Contact contact)
    {
        Correspondence.Delete(_transaction, contact, _context.Suite, _context.Life);
        Strangers.Leave(_transaction, contact.Fingerprint);
        Contacts.Delete(contact);
    }

    /// <summary>
    /// A mail that could not be read here, for a reason that a NAK may carry (UnknownSession, KeyForgotten, TooLate):
    /// the next mail to its sender, or an explicit NAK, asks for it again. Nothing is noted for people who are not
    /// contacts.
    /// </summary>
    /// <returns>Whether it will be asked for.</returns>
    /// <param name="outerFrom">Who it says outside that it is from; nobody has checked that.</param>
    /// <param name="packet">The packet.</param>
    public bool NoteUnreadable(Address outerFrom, ReadOnlyMemory<byte> packet) => NoteUnreadable(outerFrom, (ByteSource)packet);

    /// <inheritdoc cref="NoteUnreadable(Address, ReadOnlyMemory{byte})"/>
    public bool NoteUnreadable(Address outerFrom, ByteSource packet)
    {
        if (Contacts.Find(outerFrom) is not { Trust: not Trust.Stranger } contact
            || !Packet.TryParse(packet, _context.Limits, out Packet? parsed, out _))
            return false;
        NakWants.Note(_transaction, contact, parsed.Header, Now);
        return true;
    }

    /// <summary>How many mails of this contact could not be read and will be asked for.</summary>
    public int Unreadable(Contact contact) => NakWants.Count(_transaction, contact);

    /// <summary>
    /// Seals again, marked as resent, what the contact asked for: only mails that went to this identity and that are
    /// not receipted. They stay asked for until <see cref="LetGo"/>.
    /// </summary>
    public IReadOnlyList<(MailContent Content, SealResult Result)> Resend(Contact contact) =>
        [.. ResendCache.Asked(_context, contact).Select(one => one.Content).OfType<MailContent>()
            .Select(content => (content, Sealing.ToContact(_context, contact, content)))];

    /// <summary>Names of what the contact asked for, for <see cref="LetGo"/>.</summary>
    public IReadOnlyList<string> AskedFor(Contact contact) => [.. ResendCache.Asked(_context, contact).Select(one => one.Name)];

    /// <summary>
    /// Lets go of mails that were sent again, once they are where no crash loses them: they are not sent a third time.
    /// </summary>
    /// <param name="contact">Who asked.</param>
    /// <param name="names">Of <see cref="AskedFor"/>, before they were sealed.</param>
    public void LetGo(Contact contact, IReadOnlyCollection<string> names) => ResendCache.LetGo(_context, contact, names);

    /// <summary>
    /// Accepted contacts whose mail has waited seven days for any answer: an empty acknowledgement lets them forget
    /// their old keys (paper, 4.2).
    /// </summary>
    public IReadOnlyList<Contact> AcksDue() =>
        [.. Correspondence.AckScopes(_transaction, Now).Select(Contacts.FindByScope).OfType<Contact>()
            .Where(contact => contact.Trust != Trust.Stranger)];

    /// <summary>Makes a new signing key and a new prekey, and announces them.</summary>
    public void RotateKeys() => Own.Rotate(
        Now, _context.Life, _context.Random, _context.Options.NewRsaKey, signing: true, prekey: true);

    /// <summary>
    /// The user says that this store was restored from a backup: all sessions are retired, keys are renewed, and
    /// what old keys still open is not authenticated.
    /// </summary>
    public void Restored() => Quarantine.All(_context);

    /// <summary>
    /// What moves to a new machine. The caller disposes it, and tells the user that this machine's store is not to
    /// be used any more.
    /// </summary>
    public IdentityExport ExportIdentity() => IdentityExport.Of(_context);

    /// <summary>Where the correspondence with a contact stands.</summary>
    public CorrespondenceStatus Status(Contact contact)
    {
        using Correspondence correspondence = _context.Load(contact);
        return CorrespondenceStatus.Of(correspondence, _context.Life);
    }

    /// <summary>Makes it durable, as one.</summary>
    public void Commit()
    {
        _transaction.Commit();
        foreach (Action act in _context.AfterCommit)
            act();
    }

    /// <summary>Gives the lock back; without <see cref="Commit"/> the store is as it was.</summary>
    public void Dispose() => _context.Dispose();
}
