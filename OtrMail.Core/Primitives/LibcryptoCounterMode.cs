using System.Security.Cryptography;
using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>AES in counter mode by libcrypto: twice as fast as key stream by the class library, and without a buffer for it.</summary>
internal sealed unsafe class LibcryptoCounterMode : IDisposable
{
    private nint _context;

    private LibcryptoCounterMode(nint context) => _context = context;

    ~LibcryptoCounterMode() => Free();

    /// <summary>A cipher at the start of the key stream; null where libcrypto cannot be used.</summary>
    /// <param name="key">16, 24 or 32 bytes.</param>
    /// <param name="counter">The first counter block.</param>
    public static LibcryptoCounterMode? TryCreate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> counter)
    {
        if (LibcryptoCipher.CounterMode(key.Length) is not (not 0 and var cipher))
            return null;
        nint context = LibcryptoCipher.NewContext();
        fixed (byte* keyBytes = key, counterBytes = counter)
        {
            if (context != 0 && LibcryptoCipher.Begin(context, cipher, 0, keyBytes, counterBytes, 1) == 1)
                return new LibcryptoCounterMode(context);
        }

        LibcryptoCipher.FreeContext(context);
        Libcrypto.ClearErrors();
        return null;
    }

    /// <summary>Goes on with the key stream; the output is as long as the input, and may be the same memory.</summary>
    public void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        ObjectDisposedException.ThrowIf(_context == 0, this);
        if (input.IsEmpty)
            return;
        int written = 0;
        fixed (byte* from = input, to = output)
        {
            if (LibcryptoCipher.Update(_context, to, &written, from, input.Length) == 1 && written == input.Length)
                return;
        }

        Libcrypto.ClearErrors();
        throw new CryptographicException("libcrypto refused to go on with the key stream");
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        LibcryptoCipher.FreeContext(_context);
        _context = 0;
    }
}
