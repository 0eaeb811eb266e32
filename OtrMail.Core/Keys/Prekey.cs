using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Primitives;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Core.Keys;

/// <summary>An own prekey: the X-Wing pair to which a First is encrypted.</summary>
public sealed class Prekey : IDisposable
{
    private const byte Version = 1;

    private readonly SecretBytes _seed;
    private readonly byte[] _publicKey;

    private Prekey(SecretBytes seed, byte[] publicKey, PrekeyDates dates)
    {
        _seed = seed;
        _publicKey = publicKey;
        Dates = dates;
        Hash = Label.Hash(Labels.Prekey, publicKey);
    }

    /// <summary>The private seed, 32 bytes.</summary>
    public ReadOnlySpan<byte> Seed => _seed.Span;

    /// <summary>The public key, 1216 bytes.</summary>
    public ReadOnlyMemory<byte> PublicKey => _publicKey;

    /// <summary>Its dates.</summary>
    public PrekeyDates Dates { get; }

    /// <summary>
    /// It was held when the store was set back, or came with a moved identity: what it opens may have been read
    /// elsewhere, so it is not authenticated.
    /// </summary>
    public bool IsQuarantined { get; set; }

    /// <summary>It is held until then: mail may be late (day 210 by default).</summary>
    public long HeldUntil(LifeTimes life) => Dates.UsedUntil + (life.PrekeyHold - life.PrekeyUse);

    /// <summary>Label hash of the public key, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Hash { get; }

    /// <summary>The ID by which a First names it.</summary>
    public uint Id => KeyBundle.PrekeyIdOf(Hash.Span);

    /// <summary>A fresh prekey.</summary>
    public static Prekey Generate(PrekeyDates dates, IRandomSource random)
    {
        SecretBytes seed = XWing.GenerateSeed(random);
        return new Prekey(seed, XWing.PublicKey(seed.Span), dates);
    }

    /// <summary>A prekey made again from its seed.</summary>
    public static Prekey FromSeed(ReadOnlySpan<byte> seed, PrekeyDates dates) =>
        new(new SecretBytes(seed), XWing.PublicKey(seed), dates);

    /// <summary>Wipes the seed.</summary>
    public void Dispose() => _seed.Dispose();

    internal WireWriter Encode()
    {
        var writer = new WireWriter(2048);
        writer.Byte(Version).Flag(IsQuarantined);
        Dates.Write(writer);
        return writer.Raw(Seed).Raw(_publicKey);
    }

    internal static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Prekey? prekey)
    {
        prekey = null;
        var reader = new WireReader(bytes);
        reader.Require(reader.Byte() == Version);
        bool isQuarantined = reader.Flag();
        PrekeyDates dates = PrekeyDates.Read(ref reader);
        ReadOnlySpan<byte> seed = reader.Raw(XWing.SeedBytes);
        ReadOnlySpan<byte> publicKey = reader.Raw(XWing.PublicKeyBytes);
        if (!reader.Finished)
            return false;
        prekey = new Prekey(new SecretBytes(seed), publicKey.ToArray(), dates) { IsQuarantined = isQuarantined };
        return true;
    }
}
