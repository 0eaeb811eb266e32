using OtrMail.Core.Keys;
using OtrMail.Core.Primitives;
using OtrMail.Core.Tests.Mail;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Keys;

/// <summary>The parts of a bundle, each of which a test can make wrong; the signatures follow.</summary>
internal sealed record BundleParts
{
    public string Magic { get; init; } = "OTRB";

    public ushort Version { get; init; } = 1;

    public long Serial { get; init; } = TestClock.Start;

    public IReadOnlyList<byte[]> Addresses { get; init; } = ["alice@example.org"u8.ToArray()];

    public int? AddressCount { get; init; }

    public RsaPrivateKey Identity { get; init; } = RsaPool.Take(0);

    public RsaPrivateKey Signing { get; init; } = RsaPool.Take(1);

    /// <summary>Who makes the countersignature; the signing key unless somebody cheats.</summary>
    public RsaPrivateKey? Countersigner { get; init; }

    /// <summary>Whom the countersignature names; the identity unless somebody cheats.</summary>
    public byte[]? Countersigned { get; init; }

    public RsaPrivateKey? Signer { get; init; }

    public (long Created, long UsedUntil, long AcceptedUntil) SigningDates { get; init; } =
        (TestClock.Start, TestClock.Start + 30 * LifeTimes.Day, TestClock.Start + 90 * LifeTimes.Day);

    public byte[] Prekey { get; init; } = DefaultPrekey;

    public (long Created, long UsedUntil) PrekeyDates { get; init; } = (TestClock.Start, TestClock.Start + 180 * LifeTimes.Day);

    public byte[] Trailing { get; init; } = [];

    public static byte[] DefaultPrekey { get; } = XWing.PublicKey(new byte[32]);

    public byte[] Write()
    {
        using var countersigned = new WireWriter();
        countersigned.Raw("OTR-Mail signing key v1\0"u8).Data(Countersigned ?? Identity.PublicKey.Fingerprint)
            .Data(Signing.PublicKey.Fingerprint)
            .Long(SigningDates.Created).Long(SigningDates.UsedUntil).Long(SigningDates.AcceptedUntil);
        using var writer = new WireWriter(4096);
        writer.Raw(System.Text.Encoding.ASCII.GetBytes(Magic)).Short(Version).Long(Serial).Byte((byte)(AddressCount ?? Addresses.Count));
        foreach (byte[] address in Addresses)
            writer.Data(address);
        writer.Data(Identity.PublicKey.Modulus).Data(Signing.PublicKey.Modulus)
            .Long(SigningDates.Created).Long(SigningDates.UsedUntil).Long(SigningDates.AcceptedUntil)
            .Data((Countersigner ?? Signing).SignPss(countersigned.Written.ToArray()))
            .Raw(Prekey).Long(PrekeyDates.Created).Long(PrekeyDates.UsedUntil);
        byte[] signature = (Signer ?? Identity).SignPss([.. "OTR-Mail bundle v1\0"u8, .. writer.Written]);
        return writer.Data(signature).Raw(Trailing).ToArray();
    }

    public KeyBundle Read()
    {
        Assert.True(KeyBundle.TryRead(Write(), out KeyBundle? bundle));
        return bundle;
    }
}
