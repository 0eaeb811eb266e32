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

    /// <summary>Makes an identity: all keys and the first bundle.</summary>
    public static OwnKeys Create(
        IStoreTransaction transaction,
        IReadOnlyList<Address> addresses,
        long now,
        LifeTimes life,
        IRandomSource random,
        int rsaBits = DefaultRsaBits) =>
        Create(transaction, addresses, RsaPrivateKey.Generate(rsaBits), RsaPrivateKey.Generate(rsaBits), now, life, random);

    /// <summary>Makes an identity from RSA keys that exist already; the keys become this object's.</summary>
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
        PutSigning(transaction, signingKey);
        PutPrekey(transaction, prekey);
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
    public void SigningKeyUsed()
    {
        if (Signing.HasSigned)
            return;
        _signing = Signing with { HasSigned = true };
        PutSigning(_transaction, _signing);
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
    /// Takes a new signing key and a new prekey into use and announces them. The former keys stay in the store: late
    /// mail needs the prekey, and the signing key is to be published one day.
    /// </summary>
    /// <param name="signing">The new signing key; it becomes this object's.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="life">Life times.</param>
    /// <param name="random">For the prekey.</param>
    public void Renew(RsaPrivateKey signing, long now, LifeTimes life, IRandomSource random)
    {
        var signingKey = new SigningKey(Opened(signing), SigningDates.From(now, life), HasSigned: false);
        using Prekey prekey = Prekey.Generate(PrekeyDates.From(now, life), random);
        PutSigning(_transaction, signingKey);
        PutPrekey(_transaction, prekey);
        _signing = signingKey;
        Put(KeyBundle.Make(
            NextSerial(now, life), Addresses, Identity, signing, signingKey.Dates, prekey.PublicKey.Span, prekey.Dates));
    }

    /// <summary>Wipes the private keys that were read.</summary>
    public void Dispose()
    {
        foreach (IDisposable key in _opened)
            key.Dispose();
        _opened.Clear();
    }

    /// <summary>The scope of the seen-rows that belong to a prekey.</summary>
    public static string SeenScope(uint prekeyId) => "prekey:" + NameOf(prekeyId);

    private static string NameOf(uint prekeyId) => prekeyId.ToString("x8", CultureInfo.InvariantCulture);

    private static void PutSigning(IStoreTransaction transaction, SigningKey key)
    {
        using WireWriter encoded = key.Encode();
        transaction.Put(SigningKind, Scope, Convert.ToHexStringLower(key.Key.PublicKey.Fingerprint), encoded.Written);
    }

    private static void PutPrekey(IStoreTransaction transaction, Prekey prekey)
    {
        using WireWriter encoded = prekey.Encode();
        transaction.Put(PrekeyKind, Scope, NameOf(prekey.Id), encoded.Written);
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
