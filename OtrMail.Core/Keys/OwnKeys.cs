using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Core.Keys;

/// <summary>
/// The keys of the store's owner: identity key, signing key, prekeys, and the bundle that announces them. Private
/// keys are read from the store only when they are needed, and wiped with this object.
/// </summary>
public sealed class OwnKeys : IDisposable
{
    /// <summary>Size of the RSA keys made, in bits.</summary>
    public const int DefaultRsaBits = 3072;

    private const int MaxPublished = 8;

    private readonly IStoreTransaction _transaction;
    private readonly OwnKeyRecords _records;
    private readonly List<IDisposable> _opened = [];
    private RsaPrivateKey? _identity;
    private SigningKey? _signing;

    private OwnKeys(IStoreTransaction transaction, KeyBundle bundle)
    {
        _transaction = transaction;
        _records = new OwnKeyRecords(transaction);
        Bundle = bundle;
    }

    /// <summary>The current bundle.</summary>
    public KeyBundle Bundle { get; private set; }

    /// <summary>The own identity's fingerprint.</summary>
    public Fingerprint Fingerprint => Bundle.IdentityFingerprint;

    /// <summary>The own addresses, the main one first.</summary>
    public IReadOnlyList<Address> Addresses => Bundle.Addresses;

    /// <summary>Whether the store has an identity already.</summary>
    public static bool Exist(IStoreTransaction transaction) => new OwnKeyRecords(transaction).HasBundle();

    /// <summary>Makes an identity: prekey and first bundle, from RSA keys that become this object's.</summary>
    public static OwnKeys Create(
        IStoreTransaction transaction,
        IReadOnlyList<Address> addresses,
        RsaPrivateKey identity,
        RsaPrivateKey signing,
        long now,
        LifeTimes life,
        IRandomSource random)
    {
        var records = new OwnKeyRecords(transaction);
        records.Put(identity);
        var signingKey = new SigningKey(signing, SigningDates.From(now, life), HasSigned: false);
        using Prekey prekey = Prekey.Generate(PrekeyDates.From(now, life), random);
        records.Put(signingKey, life);
        records.Put(prekey, life);
        KeyBundle bundle = KeyBundle.Make(
            now, addresses, identity, signing, signingKey.Dates, prekey.PublicKey.Span, prekey.Dates);
        records.Put(bundle);
        var keys = new OwnKeys(transaction, bundle) { _identity = identity, _signing = signingKey };
        keys._opened.AddRange([identity, signing]);
        return keys;
    }

    /// <summary>The keys of an existing identity.</summary>
    /// <exception cref="StoreException">There is none, or it cannot be read.</exception>
    public static OwnKeys Load(IStoreTransaction transaction) =>
        new(transaction, new OwnKeyRecords(transaction).Bundle() ?? throw new StoreException(StoreFault.Missing, "the store holds no identity"));

    /// <summary>The identity's private key.</summary>
    public RsaPrivateKey Identity => _identity ??= Opened(_records.Identity());

    /// <summary>The signing key that the bundle announces.</summary>
    public SigningKey Signing => _signing ??= ReadSigning();

    /// <summary>Notes that the signing key has signed a First or a Reply: it is to be published one day.</summary>
    public void SigningKeyUsed(LifeTimes life)
    {
        if (Signing.HasSigned)
            return;
        _signing = Signing with { HasSigned = true };
        _records.Put(_signing, life);
    }

    /// <summary>The prekey of this ID, while it is held; the caller disposes it.</summary>
    public Prekey? FindPrekey(uint id) => _records.FindPrekey(id);

    /// <summary>
    /// Announces other addresses with the same keys: a bundle with the next serial. A serial that is too far ahead
    /// (the clock once was wrong) restarts at now: peers refused what it said.
    /// </summary>
    public void Announce(IReadOnlyList<Address> addresses, long now, LifeTimes life) =>
        Put(KeyBundle.Make(
            NextSerial(now, life),
            addresses,
            Identity,
            Signing.Key,
            Bundle.SigningDates,
            Bundle.Prekey.Span,
            Bundle.PrekeyDates));

    /// <summary>
    /// Takes a signing key made elsewhere, and a new prekey, into use and announces them. The former keys stay: late
    /// mail needs the prekey, and the signing key is to be published one day.
    /// </summary>
    /// <param name="signing">The new signing key; it becomes this object's.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="life">Life times.</param>
    /// <param name="random">For the prekey.</param>
    public void Renew(RsaPrivateKey signing, long now, LifeTimes life, IRandomSource random) =>
        Announce(NewSigning(signing, now, life), NewPrekey(now, life, random), now, life);

    /// <summary>
    /// Makes a new signing key or prekey when the time of the current one has come, or when its dates lie in the
    /// future (the clock once was wrong), and announces it. Answers whether it did.
    /// </summary>
    public bool RotateIfDue(long now, LifeTimes life, IRandomSource random, Func<RsaPrivateKey> newRsaKey)
    {
        long latest = now + life.ClockTolerance;
        bool signingIsDue = now > Bundle.SigningDates.UsedUntil || Bundle.SigningDates.Created > latest;
        bool prekeyIsDue = now > Bundle.PrekeyDates.Created + life.PrekeyRenew || Bundle.PrekeyDates.Created > latest;
        if (!signingIsDue && !prekeyIsDue && Bundle.Serial <= latest)
            return false;
        Rotate(now, life, random, newRsaKey, signingIsDue, prekeyIsDue);
        return true;
    }

    /// <summary>Makes a new signing key, a new prekey, or both, and announces them with the next serial.</summary>
    public void Rotate(long now, LifeTimes life, IRandomSource random, Func<RsaPrivateKey> newRsaKey, bool signing, bool prekey) =>
        Announce(
            signing ? NewSigning(newRsaKey(), now, life) : Signing,
            prekey ? NewPrekey(now, life, random) : (Bundle.Prekey, Bundle.PrekeyDates),
            now,
            life);

    /// <summary>
    /// Erases prekeys that are held no longer, with their seen-rows; turns signing keys that nobody accepts any more
    /// into published primes, or erases them when they never signed. Answers whether anything was done.
    /// </summary>
    /// <param name="confirmed">What two runs agree has passed (<see cref="RunHistory.Confirmed"/>).</param>
    /// <param name="life">The life times.</param>
    public bool ForgetDue(long confirmed, LifeTimes life)
    {
        bool done = false;
        foreach (string name in _records.DuePrekeys(confirmed).Where(name => name != OwnKeyRecords.NameOf(Bundle.PrekeyId)))
        {
            _records.DeletePrekey(name);
            ErasedPrekeys.Add(name);
            done = true;
        }

        done |= RetireSigningKeys(confirmed, life);
        if (done)
            _records.Forget();
        return done;
    }

    /// <summary>When an own key was last to be erased or published, up to now; 0 when none was.</summary>
    public long NewestDue(long now) => _records.NewestDue(now);

    /// <summary>Names of the prekeys that <see cref="ForgetDue"/> erased: their seen-rows go with them.</summary>
    internal List<string> ErasedPrekeys { get; } = [];

    /// <summary>The prekeys held, the newest first.</summary>
    public IReadOnlyList<HeldPrekey> HeldPrekeys(LifeTimes life)
    {
        var held = new List<HeldPrekey>();
        foreach (Prekey prekey in _records.Prekeys())
        {
            using (prekey)
                held.Add(new HeldPrekey(prekey.Id, prekey.Dates, prekey.HeldUntil(life), prekey.IsQuarantined));
        }

        return [.. held.OrderByDescending(prekey => prekey.Dates.Created)];
    }

    /// <summary>The signing keys that are not yet published or erased, the newest first.</summary>
    public IReadOnlyList<HeldSigningKey> HeldSigningKeys(LifeTimes life) =>
        [.. _records.HeldSigning(life).OrderByDescending(key => key.Dates.Created)];

    /// <summary>All signing keys that were published, the newest last, also those whose time has not come or is over.</summary>
    public IReadOnlyList<PublishedSigningKey> AllPublished() => PublishedSigningKey.ReadAll(_transaction);

    /// <summary>Puts the keys that came from another machine into an empty store; sessions' keys are not among them.</summary>
    internal static void PutMoved(IStoreTransaction transaction, RsaPrivateKey identity, KeyBundle bundle, IEnumerable<Prekey> prekeys, LifeTimes life)
    {
        var records = new OwnKeyRecords(transaction);
        records.Put(identity);
        foreach (Prekey prekey in prekeys)
            records.Put(prekey, life);
        records.Put(bundle);
    }

    /// <summary>All prekeys held, with their secrets; the caller disposes them.</summary>
    internal IReadOnlyList<Prekey> Prekeys() => [.. _records.Prekeys().OrderByDescending(prekey => prekey.Dates.Created)];

    /// <summary>The expired signing keys that every mail publishes now: the newest eight.</summary>
    public IReadOnlyList<PublishedSigningKey> Published(long now) =>
        [.. PublishedSigningKey.ReadAll(_transaction).Where(key => key.From <= now && now <= key.Until).TakeLast(MaxPublished)];

    /// <summary>
    /// After the store was set back: what the keys held now still open may have been read before by the lost state,
    /// so it is not authenticated any more. New keys are announced.
    /// </summary>
    public void Quarantine(long now, LifeTimes life, IRandomSource random, Func<RsaPrivateKey> newRsaKey)
    {
        foreach (Prekey prekey in _records.Prekeys())
        {
            using (prekey)
            {
                prekey.IsQuarantined = true;
                _records.Put(prekey, life);
            }
        }

        Rotate(now, life, random, newRsaKey, signing: true, prekey: true);
    }

    /// <summary>Wipes the private keys that were read.</summary>
    public void Dispose()
    {
        foreach (IDisposable key in _opened)
            key.Dispose();
        _opened.Clear();
    }

    /// <summary>The scope of the seen-rows that belong to a prekey.</summary>
    public static string SeenScope(uint prekeyId) => SeenScope(OwnKeyRecords.NameOf(prekeyId));

    internal static string SeenScope(string prekeyName) => "prekey:" + prekeyName;

    private void Announce(SigningKey signing, (ReadOnlyMemory<byte> Key, PrekeyDates Dates) prekey, long now, LifeTimes life)
    {
        _signing = signing;
        Put(KeyBundle.Make(
            NextSerial(now, life), Addresses, Identity, signing.Key, signing.Dates, prekey.Key.Span, prekey.Dates));
    }

    private SigningKey NewSigning(RsaPrivateKey key, long now, LifeTimes life)
    {
        var signing = new SigningKey(Opened(key), SigningDates.From(now, life), HasSigned: false);
        _records.Put(signing, life);
        return signing;
    }

    /// <summary>A prekey whose ID none of those held has.</summary>
    private (ReadOnlyMemory<byte> Key, PrekeyDates Dates) NewPrekey(long now, LifeTimes life, IRandomSource random)
    {
        while (true)
        {
            using Prekey made = Prekey.Generate(PrekeyDates.From(now, life), random);
            using Prekey? taken = _records.FindPrekey(made.Id);
            if (taken is not null)
                continue;
            _records.Put(made, life);
            return (made.PublicKey, made.Dates);
        }
    }

    private bool RetireSigningKeys(long confirmed, LifeTimes life)
    {
        bool done = false;
        foreach ((string name, SigningKey key) in _records.DueSigning(confirmed))
        {
            using RsaPrivateKey rsa = key.Key;
            if (name == Bundle.SigningFingerprint.Hex)
                continue;
            if (key.HasSigned)
                PublishedSigningKey.Add(_transaction, key, life);
            _records.DeleteSigning(name);
            done = true;
        }

        return PublishedSigningKey.DropBefore(_transaction, confirmed) || done;
    }

    private long NextSerial(long now, LifeTimes life)
    {
        long previous = Bundle.Serial > now + life.ClockTolerance ? 0 : Bundle.Serial;
        return Math.Max(previous + 1, now);
    }

    private void Put(KeyBundle bundle)
    {
        Bundle = bundle;
        _records.Put(bundle);
    }

    private SigningKey ReadSigning()
    {
        SigningKey key = _records.Signing(Bundle.SigningFingerprint);
        Opened(key.Key);
        return key;
    }

    private T Opened<T>(T key)
        where T : IDisposable
    {
        _opened.Add(key);
        return key;
    }
}
