namespace OtrMail.Ring.Tests;

/// <summary>Gives out prepared strings, one a call; then those of another source.</summary>
internal sealed class ScriptedRandomSource(IEnumerable<byte[]> script, IRandomSource? afterwards = null) : IRandomSource
{
    private readonly Queue<byte[]> _script = new(script);

    public bool IsUsedUp => _script.Count == 0;

    public void Fill(Span<byte> buffer)
    {
        if (_script.TryDequeue(out byte[]? next))
        {
            Assert.Equal(next.Length, buffer.Length);
            next.CopyTo(buffer);
            return;
        }

        (afterwards ?? throw new InvalidOperationException("the script is over")).Fill(buffer);
    }
}
