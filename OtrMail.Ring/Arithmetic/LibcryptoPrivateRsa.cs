using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace OtrMail.Ring.Arithmetic;

/// <summary>The private map by libcrypto, which wipes the key when the handle is released.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LibcryptoPrivateRsa(LibcryptoFunctions functions, SafeEvpPKeyHandle key) : IRawRsa
{
    private const int NoPadding = 3; // RSA_NO_PADDING

    public void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        bool held = false;
        nint context = 0;
        try
        {
            key.DangerousAddRef(ref held);
            context = functions.NewContext(key.DangerousGetHandle(), 0);
            nuint written = (nuint)output.Length;
            if (context == 0 || !Run(context, input, output, ref written))
            {
                functions.ClearErrors();
                throw new CryptographicException("libcrypto refused the RSA operation");
            }

            PadLeft(output, (int)written);
        }
        finally
        {
            functions.FreeContext(context);
            if (held)
                key.DangerousRelease();
        }
    }

    public void Dispose() => key.Dispose();

    private bool Run(nint context, ReadOnlySpan<byte> input, Span<byte> output, ref nuint written)
    {
        if (functions.DecryptInit(context) <= 0 || functions.SetPadding(context, NoPadding) <= 0)
            return false;
        fixed (byte* source = input)
        fixed (byte* target = output)
        fixed (nuint* length = &written)
        {
            return functions.Decrypt(context, target, length, source, (nuint)input.Length) > 0;
        }
    }

    // libcrypto pads by itself today; this keeps the contract should a provider not do so
    private static void PadLeft(Span<byte> output, int written)
    {
        if (written == output.Length)
            return;
        output[..written].CopyTo(output[^written..]);
        output[..^written].Clear();
    }
}
