using System.Runtime.InteropServices;

namespace OtrMail.Ring;

/// <summary>
/// The library itself, found under the names by which the runtime looks for it too: one in the process is enough. It is used without
/// the runtime's own layer, which loads libssl as well and looks for some seven hundred functions before the first hash.
/// </summary>
internal static unsafe class Libcrypto
{
    // OPENSSL_init_crypto(3): the process ends without giving back its memory piece by piece
    private const ulong NoCleanupAtExit = 0x80000; // OPENSSL_INIT_NO_ATEXIT

    // the texts of errors, the names of old for ciphers and hashes, the configuration file
    private const ulong NoTables = 0x01 | 0x10 | 0x20 | 0x80; // OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, NO_ADD_ALL_CIPHERS, NO_ADD_ALL_DIGESTS, NO_LOAD_CONFIG

    private static readonly string[] Names = ["libcrypto.so.3", "libcrypto.so.4", "libcrypto.so"];

    private static readonly Lazy<nint> Found = new(Load);

    /// <summary>Whether nothing in this process needs what TLS and certificates need. Counts until the library is first used.</summary>
    public static bool IsWithoutTls { get; set; }

    private static nint Library => Found.Value;

    /// <summary>What <paramref name="bind"/> makes of it, or null where no libcrypto that has all of it can be found.</summary>
    /// <param name="bind">Takes the library; an <see cref="EntryPointNotFoundException"/> says that it lacks something.</param>
    public static T? TryLoad<T>(Func<nint, T> bind)
        where T : class
    {
        if (Library == 0)
            return null;
        try
        {
            return bind(Library);
        }
        catch (EntryPointNotFoundException)
        {
            return null; // another version, or something else under its name
        }
    }

    private static nint Load()
    {
        foreach (string name in Names)
        {
            if (!NativeLibrary.TryLoad(name, out nint library) || !NativeLibrary.TryGetExport(library, "OPENSSL_init_crypto", out nint begin))
                continue;
            _ = ((delegate* unmanaged<ulong, nint, int>)begin)(NoCleanupAtExit | (IsWithoutTls ? NoTables : 0), 0);
            return library;
        }

        return 0;
    }
}
