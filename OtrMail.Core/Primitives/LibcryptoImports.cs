using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>What this assembly imports from libcrypto.</summary>
internal static class LibcryptoImports
{
    /// <summary>Whether it can be called.</summary>
    public static bool AreUsable { get; } = Libcrypto.IsUsableBy(typeof(LibcryptoImports));
}
