using OtrMail.Core.Im;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;
using OtrMail.Core.Streams;
using OtrMail.Ring;

namespace OtrMail.Cli.Commands;

/// <summary>An open store with its postbox. The passphrase is dealt with; the lock is not yet taken.</summary>
internal sealed class Home : IDisposable
{
    private readonly Invocation _run;
    private readonly SqliteStore _store;
    private readonly Postbox _postbox;

    private Home(Invocation run, SqliteStore store)
    {
        _run = run;
        _store = store;
        _postbox = new Postbox(store, new PostboxOptions(MimeMailReader.Instance)
        {
            Clock = run.Context.Clock,
            Random = run.Context.Random,
            Limits = run.Settings.MailLimits,
            Spool = run.Spool,
            Archive = run.Settings.ArchivePolicy,
            NewRsaKey = () => RsaPrivateKey.Generate(run.Context.RsaBits),
        });
    }

    /// <summary>The postbox.</summary>
    public Postbox Postbox => _postbox;

    /// <summary>The keys of instant messaging in the same store.</summary>
    public ImKeyring Keyring => new(_store, _run.Context.Random);

    /// <summary>Whether the store was found set back to an older state in this run.</summary>
    public bool WasSetBack { get; private set; }

    /// <summary>Opens the store of this run.</summary>
    /// <exception cref="StoreException">Missing, Damaged, Permissions, InputOutput, WrongPassphrase.</exception>
    public static Home Open(Invocation run)
    {
        StoreOptions options = run.StoreOptions;
        return new Home(run, SqliteStore.Open(
            options, () => Passphrases.Existing(run), run.Context.Random, new UnlockedVault(run.Context.Keyring).Recall));
    }

    /// <summary>Makes the store of this run.</summary>
    /// <exception cref="StoreException">Exists, Permissions, InputOutput, Busy.</exception>
    public static Home Create(Invocation run, byte[]? passphrase) =>
        new(run, SqliteStore.Create(
            passphrase is null ? run.StoreOptions : run.StoreOptionsForNewPassphrase, passphrase, run.Context.Random));

    /// <summary>Takes the lock and begins a transaction.</summary>
    /// <exception cref="StoreException">Missing, Busy, Damaged, InputOutput.</exception>
    public PostboxTransaction Begin()
    {
        PostboxTransaction transaction = _postbox.Begin();
        if (transaction.WasQuarantined)
            WarnSetBack();
        return transaction;
    }

    /// <summary>
    /// Notes a mail that could not be read, so that it is asked for: a transaction of its own, since the refused one was
    /// dropped. Answers whether it will be; what the store says to it is no reason to fail.
    /// </summary>
    public bool NoteUnreadable(Address outerFrom, ByteSource packet)
    {
        try
        {
            using PostboxTransaction transaction = Begin();
            if (!transaction.NoteUnreadable(outerFrom, packet))
                return false;
            transaction.Commit();
            return true;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    /// <summary>
    /// Keeps a refused bundle, so that the user can accept it after he compared its fingerprint: a transaction of its
    /// own, since the refused one was dropped.
    /// </summary>
    public void PutAside(KeyBundle bundle)
    {
        using PostboxTransaction transaction = Begin();
        transaction.Contacts.PutAside(bundle);
        transaction.Commit();
    }

    public void Dispose() => _store.Dispose();

    private void WarnSetBack()
    {
        if (!WasSetBack)
        {
            _run.Report.Warning(
                $"the store in '{_run.HomeDirectory}' was set back to an older state (a restored backup?): "
                + "all sessions are retired and your keys renewed; mail that the old keys still open is marked not-authenticated");
        }

        WasSetBack = true;
    }
}
