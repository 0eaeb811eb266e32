using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OtrMail.Ring;

/// <summary>
/// The few algorithms that are asked of libcrypto, in a library context of their own. When the first cipher, hash or key type of a
/// context is fetched, libcrypto makes objects of all that its provider has of that kind (130 ciphers), which takes longer than the
/// work for a mail. The provider of this context hands on the default provider's own algorithms, but only those that are used here.
/// Source: the manual pages provider(7), OSSL_LIB_CTX(3) and OSSL_PROVIDER(3).
/// </summary>
internal static unsafe partial class LibcryptoAlgorithms
{
    private const int QueryOperation = 1027; // OSSL_FUNC_PROVIDER_QUERY_OPERATION of openssl/core_dispatch.h

    // OSSL_OP_* of the same
    private const int Digest = 1;
    private const int Cipher = 2;
    private const int KeyManagement = 10;
    private const int KeyExchange = 11;
    private const int Operations = 16;

    private static nint _default;
    private static Entry* _functions;
    private static Algorithm** _answers;

    /// <summary>The library context to fetch from; zero, which is libcrypto's own, where this one cannot be made or lacks one of them.</summary>
    public static nint Context { get; } = Libcrypto.IsUsable ? Make() : 0;

    private static bool IsWanted(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("SHA2-256"u8)
        || name.SequenceEqual("AES-128-CTR"u8)
        || name.SequenceEqual("AES-192-CTR"u8)
        || name.SequenceEqual("AES-256-CTR"u8)
        || name.SequenceEqual("AES-256-GCM"u8)
        || name.SequenceEqual("X25519"u8);

    private static nint Make()
    {
        fixed (byte* theirs = "default\0"u8, ours = "otrmail\0"u8)
        {
            // the default provider has a context of its own, too: what the system's configuration says of libcrypto's is not touched
            (nint context, nint providers) = (NewContext(), NewContext());
            _default = context == 0 || providers == 0 ? 0 : Load(providers, theirs);
            if (_default == 0)
                return 0;
            _answers = (Algorithm**)NativeMemory.AllocZeroed(Operations, (nuint)sizeof(Algorithm*));
            if (Gather(Digest) != 1 || Gather(Cipher) != 4 || Gather(KeyManagement) != 1 || Gather(KeyExchange) != 1)
                return 0;
            _functions = (Entry*)NativeMemory.AllocZeroed(2, (nuint)sizeof(Entry));
            _functions[0] = new Entry(QueryOperation, (nint)(delegate* unmanaged[Cdecl]<nint, int, int*, Algorithm*>)&Query);
            return AddBuiltIn(context, ours, &Begin) == 1 && Load(context, ours) != 0 ? context : 0;
        }
    }

    /// <summary>The provider's start (OSSL_provider_init_fn): its functions, and the default provider's data for the algorithms.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Begin(nint handle, Entry* offered, Entry** functions, nint* data)
    {
        *functions = _functions;
        *data = DataOf(_default);
        return 1;
    }

    /// <summary>What there is of a kind; libcrypto may keep the answer.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static Algorithm* Query(nint data, int operation, int* isForOnce)
    {
        *isForOnce = 0;
        return operation is >= 0 and < Operations ? _answers[operation] : null;
    }

    /// <summary>Makes the answer for a kind ready; how many algorithms it has.</summary>
    private static int Gather(int operation)
    {
        int isForOnce;
        Algorithm* all = QueryOf(_default, operation, &isForOnce);
        int count = 0;
        for (Algorithm* one = all; one is not null && one->Names is not null; one++)
            count += IsWanted(FirstName(one)) ? 1 : 0;
        Algorithm* next = _answers[operation] = (Algorithm*)NativeMemory.AllocZeroed((nuint)(count + 1), (nuint)sizeof(Algorithm));
        for (Algorithm* one = all; next < _answers[operation] + count; one++)
        {
            if (IsWanted(FirstName(one)))
                *next++ = *one;
        }

        return count;
    }

    private static ReadOnlySpan<byte> FirstName(Algorithm* algorithm)
    {
        ReadOnlySpan<byte> names = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(algorithm->Names);
        int end = names.IndexOf((byte)':');
        return end < 0 ? names : names[..end];
    }

    [LibraryImport(Libcrypto.Name, EntryPoint = "OSSL_LIB_CTX_new")]
    private static partial nint NewContext();

    [LibraryImport(Libcrypto.Name, EntryPoint = "OSSL_PROVIDER_load")]
    private static partial nint Load(nint context, byte* name);

    [LibraryImport(Libcrypto.Name, EntryPoint = "OSSL_PROVIDER_add_builtin")]
    private static partial int AddBuiltIn(nint context, byte* name, delegate* unmanaged[Cdecl]<nint, Entry*, Entry**, nint*, int> begin);

    [LibraryImport(Libcrypto.Name, EntryPoint = "OSSL_PROVIDER_query_operation")]
    private static partial Algorithm* QueryOf(nint provider, int operation, int* isForOnce);

    [LibraryImport(Libcrypto.Name, EntryPoint = "OSSL_PROVIDER_get0_provider_ctx")]
    private static partial nint DataOf(nint provider);

    /// <summary>OSSL_DISPATCH of openssl/core.h.</summary>
    private readonly struct Entry(int number, nint function)
    {
        public readonly int Number = number;
        public readonly nint Function = function;
    }

    /// <summary>OSSL_ALGORITHM of openssl/core.h; the names are divided by colons.</summary>
    private readonly struct Algorithm(byte* names, byte* properties, nint functions, byte* description)
    {
        public readonly byte* Names = names;
        public readonly byte* Properties = properties;
        public readonly nint Functions = functions;
        public readonly byte* Description = description;
    }
}
