namespace OtrMail.Ring.Arithmetic;

/// <summary>The choice between the two backends.</summary>
internal static class RsaBackend
{
    /// <summary>libcrypto where it can be loaded (7 to 18 times as fast, constant-time), otherwise BouncyCastle.</summary>
    public static IRsaBackend Default { get; } = Choose();

    private static IRsaBackend Choose()
    {
        if (OperatingSystem.IsLinux() && LibcryptoRsaBackend.Instance is { } libcrypto)
            return libcrypto;
        return PortableRsaBackend.Instance;
    }
}
