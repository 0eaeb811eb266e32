using System.Diagnostics.CodeAnalysis;

namespace OtrMail.Core.Im;

/// <summary>A long-lived DSA key of OTR (1024 bits, q of 160): signs the exchange of keys, never what is said.</summary>
public sealed class ImIdentity : IDisposable
{
    /// <summary>The fingerprint.</summary>
    public ImFingerprint Fingerprint => throw new NotImplementedException();

    /// <summary>A fresh key of 1024 bits. Takes a second or so: primes are looked for.</summary>
    public static ImIdentity Generate() => throw new NotImplementedException();

    /// <summary>
    /// Reads a key out of libotr's key file (<c>otr.private_key</c>, an S-expression of libgcrypt in its text form).
    /// </summary>
    /// <param name="file">The file's text, at most <see cref="ImLimits.KeyFileBytes"/>.</param>
    /// <param name="account">The account's name in it; null takes the only one there is.</param>
    /// <param name="identity">The key, when answered <see langword="true"/>.</param>
    public static bool TryReadLibotr(string file, string? account, [NotNullWhen(true)] out ImIdentity? identity) =>
        throw new NotImplementedException();

    /// <summary>Wipes the private key.</summary>
    public void Dispose()
    {
    }
}
