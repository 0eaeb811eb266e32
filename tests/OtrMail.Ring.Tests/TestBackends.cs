using OtrMail.Ring.Arithmetic;

namespace OtrMail.Ring.Tests;

/// <summary>The backends that can run here, by name.</summary>
public static class TestBackends
{
    public static IReadOnlyList<string> All { get; } =
        OperatingSystem.IsLinux() && LibcryptoRsaBackend.Instance is not null ? ["libcrypto", "portable"] : ["portable"];

    public static TheoryData<string> Names => [.. All];

    internal static IRsaBackend Get(string name) => name switch
    {
        "libcrypto" when OperatingSystem.IsLinux() && LibcryptoRsaBackend.Instance is { } backend => backend,
        "portable" => PortableRsaBackend.Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such backend here"),
    };
}
