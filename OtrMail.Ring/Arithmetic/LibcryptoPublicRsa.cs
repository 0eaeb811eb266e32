using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace OtrMail.Ring.Arithmetic;

/// <summary>The public map by libcrypto's numbers, without the key object that would take longer to make than to use.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LibcryptoPublicRsa(LibcryptoFunctions functions, byte[] modulus) : IRawRsa
{
    private static readonly byte[] Exponent = [1, 0, 1];

    public void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        nint scratch = functions.NewScratch();
        nint power = Number(input);
        nint exponent = Number(Exponent);
        nint number = Number(modulus);
        try
        {
            bool isDone = scratch != 0 && power != 0 && exponent != 0 && number != 0
                && functions.PublicPower(power, power, exponent, number, scratch) == 1;
            if (!isDone || !TryWrite(power, output))
            {
                functions.ClearErrors();
                throw new CryptographicException("libcrypto refused the RSA operation");
            }
        }
        finally
        {
            functions.FreeNumber(power);
            functions.FreeNumber(exponent);
            functions.FreeNumber(number);
            functions.FreeScratch(scratch);
        }
    }

    public void Dispose()
    {
    }

    private nint Number(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* source = bytes)
            return functions.FromBytes(source, bytes.Length, 0);
    }

    private bool TryWrite(nint number, Span<byte> output)
    {
        fixed (byte* target = output)
            return functions.ToBytes(number, target, output.Length) == output.Length;
    }
}
