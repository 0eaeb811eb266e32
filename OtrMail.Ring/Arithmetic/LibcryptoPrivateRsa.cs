using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace OtrMail.Ring.Arithmetic;

/// <summary>The private map by libcrypto: blinded, constant-time, by the Chinese remainder theorem; the key is wiped with it.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LibcryptoPrivateRsa(LibcryptoKey key) : IRawRsa
{
    private const int NoPadding = 3; // RSA_NO_PADDING

    public void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        ObjectDisposedException.ThrowIf(key.Handle == 0, typeof(RsaPrivateKey));
        int written;
        fixed (byte* source = input)
        fixed (byte* target = output)
            written = LibcryptoRsa.PrivateDecrypt(input.Length, source, target, key.Handle, NoPadding);
        GC.KeepAlive(key);
        if (written == output.Length)
            return;
        Libcrypto.ClearErrors();
        CryptographicOperations.ZeroMemory(output);
        throw new CryptographicException("libcrypto refused the RSA operation");
    }

    public void Dispose() => key.Dispose();
}
