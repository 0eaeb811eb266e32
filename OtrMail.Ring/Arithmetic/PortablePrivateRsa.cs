using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;

namespace OtrMail.Ring.Arithmetic;

/// <summary>m^d mod n by BouncyCastle's blinded engine, with the Chinese remainder theorem.</summary>
internal sealed class PortablePrivateRsa(RsaPrivateCrtKeyParameters key) : IRawRsa
{
    private RsaPrivateCrtKeyParameters? _key = key;

    public void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        RsaPrivateCrtKeyParameters current = _key ?? throw new ObjectDisposedException(nameof(RsaPrivateKey));
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
}
