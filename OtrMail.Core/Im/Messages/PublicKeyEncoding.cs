using OtrMail.Core.Primitives;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Im.Messages;

/// <summary>PUBKEY: SHORT type 0 (DSA), MPIs p, q, g, y; and the fingerprint, which leaves the type out.</summary>
internal static class PublicKeyEncoding
{
    private const ushort DsaType = 0;

    /// <summary>The PUBKEY of a key.</summary>
    public static byte[] Write(DsaPublicKey key)
    {
        using var writer = new WireWriter(512);
        writer.Short(DsaType).Data(key.P.Span).Data(key.Q.Span).Data(key.G.Span).Data(key.Y.Span);
        return writer.ToArray();
    }

    /// <summary>Reads a PUBKEY; null, and a reader that failed, when it is none.</summary>
    public static DsaPublicKey? Read(ref WireReader reader)
    {
        reader.Require(reader.Short() == DsaType);
        ReadOnlySpan<byte> p = Mpi.Read(ref reader, ImLimits.DsaParameterBytes);
        ReadOnlySpan<byte> q = Mpi.Read(ref reader, ImLimits.DsaParameterBytes);
        ReadOnlySpan<byte> g = Mpi.Read(ref reader, ImLimits.DsaParameterBytes);
        ReadOnlySpan<byte> y = Mpi.Read(ref reader, ImLimits.DsaParameterBytes);
        if (reader.Ok && DsaPublicKey.TryCreate(p, q, g, y, out DsaPublicKey? key))
            return key;
        reader.Fail();
        return null;
    }

    /// <summary>SHA-1 of the PUBKEY without its type.</summary>
    public static ImFingerprint FingerprintOf(DsaPublicKey key)
    {
        Span<byte> hash = stackalloc byte[Sha1.HashBytes];
        Sha1.Hash(Write(key).AsSpan(sizeof(ushort)), hash);
        return new ImFingerprint(hash);
    }
}
