using OtrMail.Ring.Arithmetic;

namespace OtrMail.Ring.Tests;

/// <summary>A backend whose private operation goes wrong by one bit once it is told to.</summary>
internal sealed class FaultyBackend : IRsaBackend
{
    public bool IsFaulty { get; set; }

    public IRawRsa CreatePublic(ReadOnlySpan<byte> modulus) => RsaBackend.Default.CreatePublic(modulus);

    public IRawRsa CreatePrivate(RsaComponents key) => new Faulty(this, RsaBackend.Default.CreatePrivate(key));

    private sealed class Faulty(FaultyBackend owner, IRawRsa inner) : IRawRsa
    {
        public void Apply(ReadOnlySpan<byte> input, Span<byte> output)
        {
            inner.Apply(input, output);
            if (owner.IsFaulty)
                output[^1] ^= 1;
        }

        public void Dispose() => inner.Dispose();
    }
}
