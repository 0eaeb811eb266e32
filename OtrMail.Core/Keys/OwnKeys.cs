using System.Globalization;
using System.Security.Cryptography;
using OtrMail.Core.Storage;
using OtrMail.Core.Wire;
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

    private const string Scope = "own";
    private const string Self = "";
    private const int MaxDue = 64;
    private const int MaxPublished = 8;

    private static readonly RecordKind IdentityKind = new("own-identity", Forgettable: true);
    private static readonly RecordKind SigningKind = new("own-signing", Forgettable: true);
    private static readonly RecordKind PrekeyKind = new("own-prekey", Forgettable: true);
    private static readonly RecordKind BundleKind = new("own-bundle", Forgettable: false);

    private readonly IStoreTransaction _transaction;
    private readonly List<IDisposable> _opened = [];
    private RsaPrivateKey? _identity;
    private SigningKey? _signing;

    private OwnKeys(IStoreTransaction transaction, KeyBundle bundle)
    {
        _transaction = transaction;
        Bundle = bundle;
    }

    /// <summary>The current bundle.</summary>
    public KeyBundle Bundle { get; private set; }

    /// <summary>The own identity's fingerprint.</summary>
    public Fingerprint Fingerprint => Bundle.IdentityFingerprint;

    /// <summary>The own addresses, the main one first.</summary>
    public IReadOnlyList<Address> Addresses => Bundle.Addresses;

    /// <summary>Whether the store has an identity already.</summary>
    public static bool Exist(IStoreTransaction transaction) => transaction.Get(BundleKind, Scope, Self) is not null;

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
        byte[] secret = identity.Export();
        transaction.Put(IdentityKind, Scope, Self, secret);
        CryptographicOperations.ZeroMemory(secret);
        var signingKey = new SigningKey(signing, SigningDates.From(now, life), HasSigned: false);
        using Prekey prekey = Prekey.Generate(PrekeyDates.From(now, life), random);
        PutSigning(transaction, signingKey, life);
        PutPrekey(transaction, prekey, life);
        KeyBundle bundle = KeyBundle.Make(
            now, addresses, identity, signing, signingKey.Dates, prekey.PublicKey.Span, prekey.Dates);
        transaction.Put(BundleKind, Scope, Self, bundle.Bytes.Span);
        var keys = new OwnKeys(transaction, bundle) { _identity = identity, _signing = signingKey };
        keys._opened.AddRange([identity, signing]);
        return keys;
    }

    /// <summary>The keys of an existing identity.</summary>
    /// <exception cref="StoreException">There is none, or it cannot be read.</exception>
    public static OwnKeys Load(IStoreTransaction transaction)
    {
        byte[] bytes = transaction.Get(BundleKind, Scope, Self)
            ?? throw new StoreException(StoreFault.Missing, "the store holds no identity");
        return KeyBundle.TryRead(bytes, out KeyBundle? bundle)
            ? new OwnKeys(transaction, bundle)
            : throw Damaged("the own key bundle");
    }

    /// <summary>The identity's private key.</summary>
    public RsaPrivateKey Identity => _identity ??= Opened(ReadIdentity());

    /// <summary>The signing key that the bundle announces.</summary>
    public SigningKey Signing => _signing ??= ReadSigning();

    /// <summary>Notes that the signing key has signed a First or a Reply: it is to be published one day.</summary>
    public void SigningKeyUsed(LifeTimes life)
    {
        if (Signing.HasSigned)
            return;
        _signing = Signing with { HasSigned = true };
        PutSigning(_transaction, _signing, life);
    }

    /// <summary>The prekey of this ID, while it is held; the caller disposes it.</summary>
    public Prekey? FindPrekey(uint id)
    {
        byte[]? bytes = _transaction.Get(PrekeyKind, Scope, NameOf(id));
        if (bytes is null)
            return null;
        try
        {
            return Prekey.TryDecode(bytes, out Prekey? prekey) ? prekey : throw Damaged("a prekey");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

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
        foreach (StoredRecord record in _transaction.DueBefore(PrekeyKind, confirmed, MaxDue))
        {
            CryptographicOperations.ZeroMemory(record.Value);
            if (record.Name == NameOf(Bundle.PrekeyId))
                continue;
            _transaction.Delete(PrekeyKind, Scope, record.Name);
            ErasedPrekeys.Add(record.Name);
            done = true;
        }

        done |= RetireSigningKeys(confirmed, life);
        if (done)
            _transaction.Forget(Scope);
        return done;
    }

    /// <summary>When an own key was last to be erased or published, up to now; 0 when none was.</summary>
    public long NewestDue(long now) =>
        Math.Max(_transaction.NewestDue(PrekeyKind, now) ?? 0, _transaction.NewestDue(SigningKind, now) ?? 0);

    /// <summary>Names of the prekeys that <see cref="ForgetDue"/> erased: their seen-rows go with them.</summary>
    internal List<string> ErasedPrekeys { get; } = [];

    /// <summary>The prekeys held, the newest first.</summary>
    public IReadOnlyList<HeldPrekey> HeldPrekeys(LifeTimes life)
    {
        var held = new List<HeldPrekey>();
        foreach (StoredRecord record in _transaction.List(PrekeyKind, Scope))
        {
            using Prekey prekey = Prekey.TryDecode(record.Value, out Prekey? read) ? read : throw Damaged("a prekey");
            CryptographicOperations.ZeroMemory(record.Value);
            held.Add(new HeldPrekey(prekey.Id, prekey.Dates, prekey.HeldUntil(life), prekey.IsQuarantined));
        }

        return [.. held.OrderByDescending(prekey => prekey.Dates.Created)];
    }

    /// <summary>The signing keys that are not yet published or erased, the newest first.</summary>
    public IReadOnlyList<HeldSigningKey> HeldSigningKeys(LifeTimes life)
    {
        var held = new List<HeldSigningKey>();
        foreach (StoredRecord record in _transaction.List(SigningKind, Scope))
        {
            bool isRead = SigningKey.TryReadDates(record.Value, out SigningDates dates, out bool hasSigned);
            CryptographicOperations.ZeroMemory(record.Value);
            if (!isRead || !Fingerprint.TryParse(record.Name, out Fingerprint? fingerprint))
                throw Damaged("a signing key");
            held.Add(new HeldSigningKey(fingerprint, dates, hasSigned, SigningKey.NextDue(dates, hasSigned, life)));
        }

        return [.. held.OrderByDescending(key => key.Dates.Created)];
    }

    /// <summary>All signing keys that were published, the newest last, also those whose time has not come or is over.</summary>
    public IReadOnlyList<PublishedSigningKey> AllPublished() => PublishedSigningKey.ReadAll(_transaction);

    /// <summary>Puts the keys that came from another machine into an empty store; sessions' keys are not among them.</summary>
    internal static void PutMoved(IStoreTransaction transaction, RsaPrivateKey identity, KeyBundle bundle, IEnumerable<Prekey> prekeys, LifeTimes life)
    {
        byte[] secret = identity.Export();
        transaction.Put(IdentityKind, Scope, Self, secret);
        CryptographicOperations.ZeroMemory(secret);
        foreach (Prekey prekey in prekeys)
            PutPrekey(transaction, prekey, life);
        transaction.Put(BundleKind, Scope, Self, bundle.Bytes.Span);
    }

    /// <summary>All prekeys held, with their secrets; the caller disposes them.</summary>
    internal IReadOnlyList<Prekey> Prekeys() =>
        [.. HeldPrekeys(LifeTimes.Default).Select(held => FindPrekey(held.Id)!)];

    /// <summary>The expired signing keys that every mail publishes now: the newest eight.</summary>
    public IReadOnlyList<PublishedSigningKey> Published(long now) =>
        [.. PublishedSigningKey.ReadAll(_transaction).Where(key => key.From <= now && now <= key.Until).TakeLast(MaxPublished)];

    /// <summary>
    /// After the store was set back: what the keys held now still open may have been read before by the lost state,
    /// so it is not authenticated any more. New keys are announced.
    /// </summary>
    public void Quarantine(long now, LifeTimes life, IRandomSource random, Func<RsaPrivateKey> newRsaKey)
    {
        foreach (StoredRecord record in _transaction.List(PrekeyKind, Scope))
        {
            using Prekey? prekey = Prekey.TryDecode(record.Value, out Prekey? read) ? read : throw Damaged("a prekey");
            CryptographicOperations.ZeroMemory(record.Value);
            prekey.IsQuarantined = true;
            PutPrekey(_transaction, prekey, life);
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
    public static string SeenScope(uint prekeyId) => SeenScope(NameOf(prekeyId));

    internal static string SeenScope(string prekeyName) => "prekey:" + prekeyName;

    private static string NameOf(uint prekeyId) => prekeyId.ToString("x8", CultureInfo.InvariantCulture);

    private static void PutSigning(IStoreTransaction transaction, SigningKey key, LifeTimes life)
    {
        using WireWriter encoded = key.Encode();
        transaction.Put(SigningKind, Scope, Convert.ToHexStringLower(key.Key.PublicKey.Fingerprint), encoded.Written, due: key.NextDue(life));
    }

    private static void PutPrekey(IStoreTransaction transaction, Prekey prekey, LifeTimes life)
    {
        using WireWriter encoded = prekey.Encode();
        transaction.Put(PrekeyKind, Scope, NameOf(prekey.Id), encoded.Written, due: prekey.HeldUntil(life));
    }

    private void Announce(SigningKey signing, (ReadOnlyMemory<byte> Key, PrekeyDates Dates) prekey, long now, LifeTimes life)
    {
        _signing = signing;
        Put(KeyBundle.Make(
            NextSerial(now, life), Addresses, Identity, signing.Key, signing.Dates, prekey.Key.Span, prekey.Dates));
    }

    private SigningKey NewSigning(RsaPrivateKey key, long now, LifeTimes life)
    {
        var signing = new SigningKey(Opened(key), SigningDates.From(now, life), HasSigned: false);
        PutSigning(_transaction, signing, life);
        return signing;
    }

    /// <summary>A prekey whose ID none of those held has.</summary>
    private (ReadOnlyMemory<byte> Key, PrekeyDates Dates) NewPrekey(long now, LifeTimes life, IRandomSource random)
    {
        while (true)
        {
            using Prekey made = Prekey.Generate(PrekeyDates.From(now, life), random);
            byte[]? taken = _transaction.Get(PrekeyKind, Scope, NameOf(made.Id));
            CryptographicOperations.ZeroMemory(taken);
            if (taken is not null)
                continue;
            PutPrekey(_transaction, made, life);
            return (made.PublicKey, made.Dates);
        }
    }

    private bool RetireSigningKeys(long confirmed, LifeTimes life)
    {
        bool done = false;
        foreach (StoredRecord record in _transaction.DueBefore(SigningKind, confirmed, MaxDue))
        {
            if (!SigningKey.TryDecode(record.Value, out SigningKey? key))
                throw Damaged("a signing key");
            CryptographicOperations.ZeroMemory(record.Value);
            using RsaPrivateKey rsa = key.Key;
            if (record.Name == Bundle.SigningFingerprint.Hex)
                continue;
            if (key.HasSigned)
                PublishedSigningKey.Add(_transaction, key, life);
            _transaction.Delete(SigningKind, Scope, record.Name);
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
        _transaction.Put(BundleKind, Scope, Self, bundle.Bytes.Span);
    }

    private RsaPrivateKey ReadIdentity()
    {
        byte[] bytes = _transaction.Get(IdentityKind, Scope, Self) ?? throw Damaged("the identity key");
        try
        {
            return RsaPrivateKey.TryImport(bytes, out RsaPrivateKey? key) ? key : throw Damaged("the identity key");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private SigningKey ReadSigning()
    {
        byte[] bytes = _transaction.Get(SigningKind, Scope, Bundle.SigningFingerprint.Hex) ?? throw Damaged("the signing key");
        try
        {
            if (!SigningKey.TryDecode(bytes, out SigningKey? key))
                throw Damaged("the signing key");
            Opened(key.Key);
            return key;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private T Opened<T>(T key)
        where T : IDisposable
    {
        _opened.Add(key);
        return key;
    }

    private static StoreException Damaged(string what) => new(StoreFault.Damaged, $"{what} in the store cannot be read");
}
