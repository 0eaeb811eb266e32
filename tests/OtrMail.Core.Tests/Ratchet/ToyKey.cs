namespace OtrMail.Core.Tests.Ratchet;

/// <summary>A key pair whose two halves are one integer, and that shows whether it was wiped.</summary>
internal sealed class ToyKey(int value) : IDisposable
{
    public int Value { get; private set; } = value;

    public bool IsWiped { get; private set; }

    public void Dispose()
    {
        Value = 0;
        IsWiped = true;
    }
}
