using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;

namespace OtrMail.Ring.Arithmetic;

/// <summary>m^d mod n by BouncyCastle's blinded engine, with the Chinese remainder theorem.</summary>
internal sealed class PortablePrivateRsa(RsaPrivateCrtKeyParameters key) : IRawRsa
{
    private RsaPrivateCrtKeyParameters? _key = key;

    public void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        RsaPrivateCrtKeyParameters current = _key ?? throw new ObjectDisposedException(nameof(RsaPrivateKey));
        if (IsFixedPoint(input, current))
        {
            input.CopyTo(output);
            return;
        }

        byte[] result = [];
        try
        {
            // an engine holds state, so every call has its own
            var engine = new RsaBlindedEngine();
            engine.Init(forEncryption: false, current);
            byte[] block = input.ToArray();
            result = engine.ProcessBlock(block, 0, block.Length);
            output.Clear();
            result.CopyTo(output[^result.Length..]);
        }
        catch (Exception e) when (e is InvalidOperationException or ArithmeticException or Org.BouncyCastle.Crypto.CryptoException)
        {
            throw new CryptographicException("the RSA operation failed", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(result);
        }
    }

    public void Dispose() => _key = null;

    // 0, 1 and n − 1 are their own roots, d being odd; the engine refuses them as if they were mistakes
    private static bool IsFixedPoint(ReadOnlySpan<byte> input, RsaPrivateCrtKeyParameters key)
    {
        var number = new BigInteger(1, input);
        return number.CompareTo(BigInteger.One) <= 0 || number.Add(BigInteger.One).Equals(key.Modulus);
    }
}
