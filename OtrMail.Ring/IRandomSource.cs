namespace OtrMail.Ring;

/// <summary>
/// Where secret randomness comes from. Injected everywhere, so that every vector can be made again
/// and every test can be repeated; production code uses <see cref="SystemRandomSource.Instance"/>.
/// </summary>
public interface IRandomSource
{
    /// <summary>Fills <paramref name="buffer"/> with uniformly distributed bytes.</summary>
    void Fill(Span<byte> buffer);
}
