using OtrMail.Core.Primitives;

namespace OtrMail.Core.Im.Exchange;

/// <summary>The keys under which one side's signature travels. Wiped on dispose.</summary>
/// <param name="Encryption">c or c', 16 bytes.</param>
/// <param name="Signed">m1 or m1': the MAC under it is what gets signed; 32 bytes.</param>
/// <param name="Outer">m2 or m2': the MAC over what is encrypted; 32 bytes.</param>
internal sealed record SignatureKeys(SecretBytes Encryption, SecretBytes Signed, SecretBytes Outer) : IDisposable
{
    public void Dispose()
    {
        Encryption.Dispose();
        Signed.Dispose();
        Outer.Dispose();
    }

    public override string ToString() => nameof(SignatureKeys);
}
