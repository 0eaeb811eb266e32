using OtrMail.Core.Keys;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Core.Mail;

/// <summary>
/// Off-the-record mail of one identity: seals mails to contacts and opens theirs. The face of this floor.
/// </summary>
/// <param name="store">Where its state is kept.</param>
/// <param name="options">What it works with.</param>
public sealed class Postbox(IStore store, PostboxOptions options)
{
    /// <summary>What it works with.</summary>
    public PostboxOptions Options => options;

    /// <summary>Whether there is an identity.</summary>
    /// <exception cref="StoreException">The store is busy, missing, damaged or cannot be read.</exception>
    public bool HasIdentity()
    {
        using IStoreTransaction look = store.Begin();
        return OwnKeys.Exist(look);
    }

    /// <summary>
    /// Makes the identity of an empty store: RSA keys (the slow part, before the lock is taken), prekey, bundle.
    /// </summary>
    /// <returns>The first bundle, or <see langword="null"/> when there is an identity already.</returns>
    public KeyBundle? CreateIdentity(IReadOnlyList<Address> addresses)
    {
        if (HasIdentity())
            return null;
        RsaPrivateKey identity = options.NewRsaKey();
        RsaPrivateKey signing = options.NewRsaKey();
        using IStoreTransaction transaction = store.Begin();
        if (OwnKeys.Exist(transaction))
        {
            // somebody was faster
            identity.Dispose();
            signing.Dispose();
            return null;
        }

        using OwnKeys keys = OwnKeys.Create(
            transaction, addresses, identity, signing, options.Now(), options.Life, options.Random);
        transaction.Commit();
        return keys.Bundle;
    }

    /// <summary>
    /// Makes the identity of an empty store from what another machine exported. Its prekeys are quarantined, a new
    /// signing key and prekey are announced with a larger serial, sessions start anew, stamps go on.
    /// </summary>
    /// <param name="export">What <see cref="PostboxTransaction.ExportIdentity"/> gave there.</param>
    /// <returns>The new bundle, or <see langword="null"/> when there is an identity already.</returns>
    public KeyBundle? ImportIdentity(IdentityExport export)
    {
        ArgumentNullException.ThrowIfNull(export);
        using IStoreTransaction transaction = store.Begin();
        if (OwnKeys.Exist(transaction))
            return null;
        export.PutInto(transaction, options);
        using OwnKeys keys = OwnKeys.Load(transaction);
        keys.Quarantine(options.Now(), options.Life, options.Random, options.NewRsaKey);
        transaction.Commit();
        return keys.Bundle;
    }

    /// <summary>
    /// Takes the lock and begins a transaction. What is due by the table of life times (rotation, forgetting,
    /// publishing) is done first, in a transaction of its own: whatever command runs after the date does it.
    /// </summary>
    /// <exception cref="StoreException">The store is busy, missing, damaged or cannot be read.</exception>
    public PostboxTransaction Begin()
    {
        PostboxContext context = Open();
        bool wasSetBack = context.Store.WasSetBack;
        bool isSpent = true;
        bool isTended = false;
        try
        {
            if (Housekeeping.Run(context))
            {
                context.Store.Commit();
                isTended = true;
            }
            else
            {
                isSpent = false;
            }
        }
        catch (StoreException e) when (e.Fault == StoreFault.InputOutput)
        {
            // a disk that is full or read-only keeps nobody from reading; it stays due
        }
        finally
        {
            if (isSpent)
                context.Dispose();
        }

        return new PostboxTransaction(isSpent ? Open() : context)
        {
            WasQuarantined = wasSetBack && isTended,
            WasTended = isTended,
        };
    }

    private PostboxContext Open()
    {
        IStoreTransaction transaction = store.Begin();
        try
        {
            long now = options.Now();
            return new PostboxContext(
                transaction,
                OwnKeys.Load(transaction),
                new ContactBook(transaction, options.Life),
                options.Suite,
                options,
                now,
                RunHistory.Load(transaction).Confirmed(now));
        }
        catch
        {
            transaction.Dispose();
            throw;
        }
    }
}
