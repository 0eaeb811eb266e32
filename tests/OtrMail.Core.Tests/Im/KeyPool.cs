using OtrMail.Core.Im;

namespace OtrMail.Core.Tests.Im;

/// <summary>Long-lived keys made once for all tests: looking for primes takes its time.</summary>
internal static class KeyPool
{
    private static readonly Lazy<ImIdentity>[] Made = [.. Enumerable.Range(0, 4).Select(_ => new Lazy<ImIdentity>(ImIdentity.Generate))];

    public static ImIdentity Get(int index) => Made[index].Value;
}
