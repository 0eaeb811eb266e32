using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;

namespace OtrMail.Ring;

/// <summary>
/// OpenSSL's libcrypto (version 3), called without the runtime's own layer, which loads libssl as well and looks for some seven hundred
/// functions before the first hash. A native build links what is called, and no library is loaded; any other build finds the system's
/// library under the names by which the runtime looks for it too.
/// </summary>
internal static partial class Libcrypto
{
    /// <summary>What functions are imported from.</summary>
    public const string Name = "libcrypto";

    // OPENSSL_init_crypto(3): the process ends without giving back its memory piece by piece
    private const ulong NoCleanupAtExit = 0x80000; // OPENSSL_INIT_NO_ATEXIT

    // the texts of errors, the names of old for ciphers and hashes, the configuration file
    private const ulong NoTables = 0x01 | 0x10 | 0x20 | 0x80; // OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, NO_ADD_ALL_CIPHERS, NO_ADD_ALL_DIGESTS, NO_LOAD_CONFIG

    private static readonly string[] Files = ["libcrypto.so.3", "libcrypto.so.4", "libcrypto.so"];

    // the youngest and the oldest of the functions that are called, which some systems leave out
    private static readonly string[] Needed = ["EVP_MD_fetch", "EVP_PKEY_new_raw_private_key_ex", "RSA_private_decrypt"];

    private static readonly Lazy<bool> Begun = new(Begin);

    private static nint _library;

    /// <summary>Whether nothing in this process needs what TLS and certificates need. Counts until the library is first used.</summary>
    public static bool IsWithoutTls { get; set; }

    /// <summary>Whether there is a libcrypto that has all of what is called. The first who asks makes it ready.</summary>
    public static bool IsUsable => Begun.Value;

    /// <summary>Whether the functions are part of the program.</summary>
    [FeatureSwitchDefinition("OtrMail.LibcryptoIsLinked")]
    private static bool IsLinked => AppContext.TryGetSwitch("OtrMail.LibcryptoIsLinked", out bool isLinked) && isLinked;

    /// <summary>The same, for functions that another assembly imports from <see cref="Name"/>: they are looked up here from now on.</summary>
    /// <param name="importer">A type of that assembly; to be called once for each.</param>
    public static bool IsUsableBy(Type importer)
    {
        if (!IsUsable)
            return false;
        if (!IsLinked)
            NativeLibrary.SetDllImportResolver(importer.Assembly, Resolve);
        return true;
    }

    /// <summary>Forgets what went wrong in this thread: nobody asks for it.</summary>
    [LibraryImport(Name, EntryPoint = "ERR_clear_error")]
    public static partial void ClearErrors();

    private static bool Begin()
    {
        if (!IsLinked && !TryFind())
            return false;
        // what is linked is this program's alone: TLS has the system's library, with tables of its own
        _ = Initialize(NoCleanupAtExit | (IsLinked || IsWithoutTls ? NoTables : 0), 0);
        return true;
    }

    private static bool TryFind()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        foreach (string file in Files)
        {
            if (!NativeLibrary.TryLoad(file, out nint library) || !Needed.All(name => NativeLibrary.TryGetExport(library, name, out _)))
                continue;
            _library = library;
            NativeLibrary.SetDllImportResolver(typeof(Libcrypto).Assembly, Resolve);
            return true;
        }

        return false;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Name ? _library : 0;

    [LibraryImport(Name, EntryPoint = "OPENSSL_init_crypto")]
    private static partial int Initialize(ulong options, nint settings);
}
