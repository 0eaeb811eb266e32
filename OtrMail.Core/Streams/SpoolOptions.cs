using OtrMail.Ring;

namespace OtrMail.Core.Streams;

/// <summary>Where bytes go that are too many for memory.</summary>
/// <param name="Directory">
/// Where the file is; it is sealed, and has no name as soon as it is open. Without such a directory the system's
/// temporary one.
/// </param>
public sealed record SpoolOptions(string? Directory = null)
{
    /// <summary>
    /// Bytes that stay in memory: nearly every mail does, and a longer one has a few such buffers on its way.
    /// </summary>
    public int MemoryBytes { get; init; } = 4 << 20;

    /// <summary>For the key.</summary>
    public IRandomSource Random { get; init; } = SystemRandomSource.Instance;
}
