using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Keys;

/// <summary>
/// An own short-lived signing key (paper, section 6): it makes ring signatures and signs g^y, and its prime is
/// published once nobody accepts it any more.
/// </summary>
/// <param name="Key">The RSA key.</param>
/// <param name="Dates">Its dates.</param>
/// <param name="HasSigned">Whether it signed a First or Reply; if not, it is erased instead of published.</param>
public sealed record SigningKey(RsaPrivateKey Key, SigningDates Dates, bool HasSigned)
{
    private const byte Version = 1;
    private const int MaxKeyBytes = 4096;

    /// <summary>
    /// When its prime may be published: acceptance ended a week before (day 97 by default).
    /// </summary>
    public long PublishedFrom(LifeTimes life) => PublishedFrom(Dates, life);

    /// <summary>When its prime is published no longer (day 277 by default).</summary>
    public long PublishedUntil(LifeTimes life) => Dates.Created + life.SigningPublishUntil;

    /// <summary>When it is to be published or, if it never signed, erased.</summary>
    public long NextDue(LifeTimes life) => NextDue(Dates, HasSigned, life);

    internal static long NextDue(SigningDates dates, bool hasSigned, LifeTimes life) =>
        hasSigned ? PublishedFrom(dates, life) : dates.UsedUntil + 1;

    private static long PublishedFrom(SigningDates dates, LifeTimes life) =>
        dates.AcceptedUntil + (life.SigningPublishFrom - life.SigningAccept);

    internal WireWriter Encode()
    {
        var writer = new WireWriter(4096);
        writer.Byte(Version).Flag(HasSigned);
        Dates.Write(writer);
        byte[] secret = Key.Export();
        writer.Data(secret);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(secret);
        return writer;
    }

    /// <summary>Dates and use of an encoded key; its RSA numbers are not looked at.</summary>
    internal static bool TryReadDates(ReadOnlySpan<byte> bytes, out SigningDates dates, out bool hasSigned)
    {
        var reader = new WireReader(bytes);
        reader.Require(reader.Byte() == Version);
        hasSigned = reader.Flag();
        dates = SigningDates.Read(ref reader);
        return reader.Ok;
    }

    internal static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SigningKey? key)
    {
        key = null;
        var reader = new WireReader(bytes);
        reader.Require(reader.Byte() == Version);
        bool hasSigned = reader.Flag();
        SigningDates dates = SigningDates.Read(ref reader);
        ReadOnlySpan<byte> secret = reader.Data(MaxKeyBytes);
        if (!reader.Finished || !RsaPrivateKey.TryImport(secret, out RsaPrivateKey? rsa))
            return false;
        key = new SigningKey(rsa, dates, hasSigned);
        return true;
    }
}
