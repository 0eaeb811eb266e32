using Org.BouncyCastle.Security;
using OtrMail.Ring;

namespace OtrMail.Core.Primitives;

/// <summary>Hands the injected random source to BouncyCastle.</summary>
internal sealed class BouncyRandom(IRandomSource source) : SecureRandom(null)
{
    public override void NextBytes(byte[] buf) => source.Fill(buf);

    public override void NextBytes(byte[] buf, int off, int len) => source.Fill(buf.AsSpan(off, len));

    public override void NextBytes(Span<byte> buffer) => source.Fill(buffer);
}
