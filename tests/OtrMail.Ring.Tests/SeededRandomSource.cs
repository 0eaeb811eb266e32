using System.Text;
using Org.BouncyCastle.Crypto.Digests;

namespace OtrMail.Ring.Tests;

/// <summary>The endless output of SHAKE256 on a seed: random enough for every test, and the same every time.</summary>
internal sealed class SeededRandomSource : IRandomSource
{
    private readonly ShakeDigest _shake = new(256);

    public SeededRandomSource(string seed) => _shake.BlockUpdate(Encoding.UTF8.GetBytes(seed));

    public void Fill(Span<byte> buffer) => _shake.Output(buffer);
}
