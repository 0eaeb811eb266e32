using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace OtrMail.Ring.Arithmetic;

/// <summary>The public map by libcrypto's numbers, without the key object that would take longer to make than to use.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LibcryptoPublicRsa(byte[] modulus) : IRawRsa
{
    private static readonly byte[] Exponent = [1, 0, 1];

    public void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        nint scratch = LibcryptoNumbers.NewScratch();
        nint power = Number(input);
        nint exponent = Number(Exponent);
        nint number = Number(modulus);
        try
        {
            bool isDone = scratch != 0 && power != 0 && exponent != 0 && number != 0
                && LibcryptoNumbers.PublicPower(power, power, exponent, number, scratch) == 1;
            if (!isDone || !TryWrite(power, output))
            {
                Libcrypto.ClearErrors();
                throw new CryptographicException("libcrypto refused the RSA operation");
            }
        }
        finally
        {
            LibcryptoNumbers.FreeNumber(power);
            LibcryptoNumbers.FreeNumber(exponent);
            LibcryptoNumbers.FreeNumber(number);
            LibcryptoNumbers.FreeScratch(scratch);
        }
    }

    public void Dispose()
    {
    }

    private static nint Number(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* source = bytes)
            return LibcryptoNumbers.FromBytes(source, bytes.Length, 0);
    }

    private static bool TryWrite(nint number, Span<byte> output)
    {
        fixed (byte* target = output)
            return LibcryptoNumbers.ToBytes(number, target, output.Length) == output.Length;
    }
}
