using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Cli.Commands;

/// <summary>An open store with its postbox. The passphrase is dealt with; the lock is not yet taken.</summary>
internal sealed class Home : IDisposable
{
    private readonly Invocation _run;
    private readonly SqliteStore _store;
    private readonly Postbox _postbox;
    private bool _hasWarned;

    private Home(Invocation run, SqliteStore store)
    {
        _run = run;
        _store = store;
        _postbox = new Postbox(store, new PostboxOptions(MimeMailReader.Instance)
        {
            Clock = run.Context.Clock,
            Random = run.Context.Random,
            Limits = run.Settings.MailLimits,
            NewRsaKey = () => RsaPrivateKey.Generate(run.Context.RsaBits),
        });
    }

    /// <summary>The postbox.</summary>
    public Postbox Postbox => _postbox;

    /// <summary>Opens the store of this run.</summary>
    /// <exception cref="StoreException">Missing, Damaged, Permissions, InputOutput, WrongPassphrase.</exception>
    public static Home Open(Invocation run)
    {
        StoreOptions options = run.StoreOptions;
        return new Home(run, SqliteStore.Open(options, () => Passphrases.Existing(run), run.Context.Random));
    }

    /// <summary>Makes the store of this run.</summary>
    /// <exception cref="StoreException">Exists, Permissions, InputOutput, Busy.</exception>
    public static Home Create(Invocation run, byte[]? passphrase) =>
        new(run, SqliteStore.Create(run.StoreOptions, passphrase, run.Context.Random));

    /// <summary>Takes the lock and begins a transaction.</summary>
    /// <exception cref="StoreException">Missing, Busy, Damaged, InputOutput.</exception>
    public PostboxTransaction Begin()
    {
        PostboxTransaction transaction = _postbox.Begin();
        if (transaction.WasSetBack && !_hasWarned)
            WarnSetBack();
        return transaction;
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
        _hasWarned = true;
        _run.Report.Warning(
            $"the store in '{_run.HomeDirectory}' was set back to an older state (a restored backup?); sessions are retired and "
            + "keys renewed, and mail to the old keys is not authenticated; give your new key to your correspondents: otrmail key export");
    }
}
