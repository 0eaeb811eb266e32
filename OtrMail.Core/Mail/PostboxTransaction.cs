using OtrMail.Core.Keys;
using OtrMail.Core.Storage;

namespace OtrMail.Core.Mail;

/// <summary>
/// One or more messages under the store's lock. Nothing that was sealed may be sent, and nothing that was opened may
/// be shown, before <see cref="Commit"/> returned; without it, nothing has happened.
/// </summary>
public sealed class PostboxTransaction : IDisposable
{
    private readonly IStoreTransaction _transaction;
    private readonly PostboxContext _context;

    internal PostboxTransaction(IStoreTransaction transaction, PostboxOptions options)
    {
        _transaction = transaction;
        _context = new PostboxContext(
            transaction,
            OwnKeys.Load(transaction),
            new ContactBook(transaction, options.Life),
            options.Suite,
            options,
            options.Now());
    }

    /// <summary>The own keys.</summary>
    public OwnKeys Own => _context.Own;

    /// <summary>The contacts.</summary>
    public ContactBook Contacts => _context.Contacts;

    /// <summary>The time of this transaction, Unix seconds.</summary>
    public long Now => _context.Now;

    /// <summary>Whether the store was set back to an older state, and nobody has dealt with it yet.</summary>
    public bool WasSetBack => _transaction.WasSetBack;

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

    /// <summary>Opens a packet.</summary>
    /// <param name="packet">Its bytes; kept until the result is no longer used.</param>
    public OpenResult Open(ReadOnlyMemory<byte> packet)
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

    /// <summary>Deletes a contact with all its sessions. The seen-rows of living prekeys stay.</summary>
    public void Delete(Contact contact)
    {
        Correspondence.Delete(_transaction, contact, _context.Suite);
        Strangers.Leave(_transaction, contact.Fingerprint);
        Contacts.Delete(contact);
    }

    /// <summary>Where the correspondence with a contact stands.</summary>
    public CorrespondenceStatus Status(Contact contact)
    {
        using Correspondence correspondence = _context.Load(contact);
        return CorrespondenceStatus.Of(correspondence);
    }

    /// <summary>Makes it durable, as one.</summary>
    public void Commit() => _transaction.Commit();

    /// <summary>Gives the lock back; without <see cref="Commit"/> the store is as it was.</summary>
    public void Dispose()
    {
        Own.Dispose();
        _transaction.Dispose();
    }
}
