using System.Security.Cryptography;

namespace OtrMail.Ring;

/// <summary>The operating system's cryptographic random generator.</summary>
public sealed class SystemRandomSource : IRandomSource
{
    /// <summary>The one instance; it holds no state.</summary>
    public static SystemRandomSource Instance { get; } = new();

    private SystemRandomSource()
    {
    }

    /// <inheritdoc/>
    public void Fill(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);
}
