namespace OtrMail.Core.Primitives;

/// <summary>A MAC over bytes that come in pieces. Disposing wipes it.</summary>
public abstract class RunningMac : IDisposable
{
    /// <summary>Goes on with these bytes.</summary>
    public abstract void Append(ReadOnlySpan<byte> bytes);

    /// <summary>The MAC of all bytes; it can be asked for once.</summary>
    public abstract byte[] Finish();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Wipes it.</summary>
    protected abstract void Dispose(bool disposing);
}
