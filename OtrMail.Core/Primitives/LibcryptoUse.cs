using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>What a process uses libcrypto for.</summary>
public static class LibcryptoUse
{
    /// <summary>
    /// Says that this process makes no TLS connection and reads no certificate. libcrypto then neither fills its tables of names and of
    /// error texts nor reads its configuration file, which takes it longer than the work for a mail. To be said before anything is
    /// computed; later it changes nothing.
    /// </summary>
    public static void WithoutTls() => Libcrypto.IsWithoutTls = true;
}
