using OtrMail.Core.Keys;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Core.Mail;

/// <summary>What sealing and opening share within one transaction.</summary>
internal sealed record PostboxContext(
    IStoreTransaction Store,
    OwnKeys Own,
    ContactBook Contacts,
    MailSuite Suite,
    PostboxOptions Options,
    long Now,
    long Confirmed) : IDisposable
{
    public LifeTimes Life => Options.Life;

    public MailLimits Limits => Options.Limits;

    public IRandomSource Random => Options.Random;

    /// <summary>What is to be done once the transaction is committed; it must not fail.</summary>
    public List<Action> AfterCommit { get; } = [];

    /// <summary>The correspondence with a contact, with all that its life times demand done (in memory).</summary>
    public Correspondence Load(Contact contact)
    {
        Correspondence correspondence = Correspondence.Load(Store, contact, Suite);
        correspondence.Expire(Now, Confirmed, Life);
        return correspondence;
    }

    /// <summary>Wipes private keys and gives the lock back.</summary>
    public void Dispose()
    {
        Own.Dispose();
        Store.Dispose();
    }
}
