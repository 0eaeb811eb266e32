using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using OtrMail.Core.Primitives;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Keys;

/// <summary>
/// All that a correspondent needs to write to somebody who is offline: addresses, identity key, signing key with
/// its dates and countersignature, prekey with its dates, serial; signed by the identity key
/// (docs/PROTOCOL.md, section 3). An instance exists only if both signatures verified.
/// </summary>
public sealed class KeyBundle
{
    /// <summary>Longest encoding, in bytes: two 4096-bit keys, two signatures, eight addresses and a prekey.</summary>
    public const int MaxBytes = 8192;

    /// <summary>Most addresses.</summary>
    public const int MaxAddresses = 8;

    private const ushort Version = 1;
    private const int MaxModulusBytes = 512;

    private readonly byte[] _bytes;
    private readonly byte[] _prekey;

    private KeyBundle(byte[] bytes, Fields fields)
    {
        _bytes = bytes;
        _prekey = fields.Prekey;
        Serial = fields.Serial;
        Addresses = fields.Addresses;
        Identity = fields.Identity;
        Signing = fields.Signing;
        SigningDates = fields.SigningDates;
        PrekeyDates = fields.PrekeyDates;
        IdentityFingerprint = new Fingerprint(fields.Identity.Fingerprint);
        SigningFingerprint = new Fingerprint(fields.Signing.Fingerprint);
        Hash = Label.Hash(Labels.BundleHash, bytes);
        PrekeyHash = Label.Hash(Labels.Prekey, _prekey);
    }

    private static ReadOnlySpan<byte> Magic => "OTRB"u8;

    /// <summary>The encoding.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>max(previous + 1, time of making): a newer bundle has a larger one.</summary>
    public long Serial { get; }

    /// <summary>1 to 8 addresses, the main one first.</summary>
    public IReadOnlyList<Address> Addresses { get; }

    /// <summary>The long-lived key.</summary>
    public RsaPublicKey Identity { get; }

    /// <summary>Its fingerprint, which people compare.</summary>
    public Fingerprint IdentityFingerprint { get; }

    /// <summary>The short-lived key that signs First and Reply.</summary>
    public RsaPublicKey Signing { get; }

    /// <summary>Its fingerprint.</summary>
    public Fingerprint SigningFingerprint { get; }

    /// <summary>Its dates.</summary>
    public SigningDates SigningDates { get; }

    /// <summary>The X-Wing public key for first contact, 1216 bytes.</summary>
    public ReadOnlyMemory<byte> Prekey => _prekey;

    /// <summary>Its dates.</summary>
    public PrekeyDates PrekeyDates { get; }

    /// <summary>Label hash of the prekey, 32 bytes.</summary>
    public ReadOnlyMemory<byte> PrekeyHash { get; }

    /// <summary>The ID by which a First names the prekey.</summary>
    public uint PrekeyId => PrekeyIdOf(PrekeyHash.Span);

    /// <summary>Label hash of the whole bundle, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Hash { get; }

    /// <summary>Newest of the dates that this bundle states as past: its serial and its keys' creation.</summary>
    public long NewestDate => Math.Max(Serial, Math.Max(SigningDates.Created, PrekeyDates.Created));

    /// <summary>The ID of a prekey: the first four bytes of its hash.</summary>
    public static uint PrekeyIdOf(ReadOnlySpan<byte> prekeyHash) => BinaryPrimitives.ReadUInt32BigEndian(prekeyHash);

    /// <summary>Reads a bundle and checks both of its signatures.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out KeyBundle? bundle)
    {
        bundle = null;
        if (bytes.Length > MaxBytes)
            return false;
        var reader = new WireReader(bytes);
        reader.Require(reader.Raw(4).SequenceEqual(Magic));
        reader.Require(reader.Short() == Version);
        long serial = reader.Long();
        List<Address> addresses = ReadAddresses(ref reader);
        ReadOnlySpan<byte> identityModulus = reader.Data(MaxModulusBytes);
        ReadOnlySpan<byte> signingModulus = reader.Data(MaxModulusBytes);
        SigningDates signingDates = SigningDates.Read(ref reader);
        ReadOnlySpan<byte> countersignature = reader.Data(MaxModulusBytes);
        ReadOnlySpan<byte> prekey = reader.Raw(XWing.PublicKeyBytes);
        PrekeyDates prekeyDates = PrekeyDates.Read(ref reader);
        int signedLength = reader.Position;
        ReadOnlySpan<byte> signature = reader.Data(MaxModulusBytes);
        if (!reader.Finished || identityModulus.SequenceEqual(signingModulus) || !XWing.IsValidPublicKey(prekey)
            || X25519.IsSmallOrder(prekey[MlKem768.PublicKeyBytes..]))
            return false;
        if (!RsaPublicKey.TryImport(identityModulus, out RsaPublicKey? identity)
            || !RsaPublicKey.TryImport(signingModulus, out RsaPublicKey? signing))
            return false;
        if (!signing.VerifyPss(Countersigned(identity, signing, signingDates), countersignature)
            || !identity.VerifyPss(Signed(bytes[..signedLength]), signature))
            return false;
        bundle = new KeyBundle(
            bytes.ToArray(),
            new Fields(serial, addresses, identity, signing, signingDates, prekey.ToArray(), prekeyDates));
        return true;
    }

    /// <summary>Makes and signs a bundle.</summary>
    /// <param name="serial">Its serial.</param>
    /// <param name="addresses">1 to 8 distinct addresses, the main one first.</param>
    /// <param name="identity">The identity key; signs the bundle.</param>
    /// <param name="signing">The signing key; countersigns its owner and dates.</param>
    /// <param name="signingDates">The signing key's dates.</param>
    /// <param name="prekey">X-Wing public key, 1216 bytes.</param>
    /// <param name="prekeyDates">The prekey's dates.</param>
    public static KeyBundle Make(
        long serial,
        IReadOnlyList<Address> addresses,
        RsaPrivateKey identity,
        RsaPrivateKey signing,
        SigningDates signingDates,
        ReadOnlySpan<byte> prekey,
        PrekeyDates prekeyDates)
    {
        using var writer = new WireWriter(4096);
        writer.Raw(Magic).Short(Version).Long(serial).Byte((byte)addresses.Count);
        foreach (Address address in addresses)
            writer.Text(address.ToString());
        writer.Data(identity.PublicKey.Modulus).Data(signing.PublicKey.Modulus);
        signingDates.Write(writer);
        writer.Data(signing.SignPss(Countersigned(identity.PublicKey, signing.PublicKey, signingDates)));
        writer.Raw(prekey);
        prekeyDates.Write(writer);
        writer.Data(identity.SignPss(Signed(writer.Written)));
        return TryRead(writer.Written, out KeyBundle? bundle)
            ? bundle
            : throw new ArgumentException("these parts do not make a valid bundle");
    }

    private static List<Address> ReadAddresses(ref WireReader reader)
    {
        int count = reader.Count(MaxAddresses);
        reader.Require(count >= 1);
        var addresses = new List<Address>(count);
        for (int i = 0; i < count && reader.Ok; i++)
        {
            ReadOnlySpan<byte> raw = reader.Data(Address.MaxBytes);
            // only the canonical form (and only UTF-8), and each address once
            if (Address.TryParse(Encoding.UTF8.GetString(raw), out Address? address)
                && raw.SequenceEqual(Encoding.UTF8.GetBytes(address.ToString())) && !addresses.Contains(address))
                addresses.Add(address);
            else
                reader.Fail();
        }

        return addresses;
    }

    private static byte[] Countersigned(RsaPublicKey identity, RsaPublicKey signing, SigningDates dates)
    {
        using var writer = new WireWriter();
        writer.Raw(Label.Bytes(Labels.SigningKey)).Data(identity.Fingerprint).Data(signing.Fingerprint);
        dates.Write(writer);
        return writer.ToArray();
    }

    private static byte[] Signed(ReadOnlySpan<byte> body) => [.. Label.Bytes(Labels.Bundle), .. body];

    private sealed record Fields(
        long Serial,
        IReadOnlyList<Address> Addresses,
        RsaPublicKey Identity,
        RsaPublicKey Signing,
        SigningDates SigningDates,
        byte[] Prekey,
        PrekeyDates PrekeyDates);
}
