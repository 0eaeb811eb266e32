namespace OtrMail.Core.Storage;

/// <summary>
/// The scope keys of one branch in memory: entries of 48 bytes (scope hash, 16; scope key, 32), ordered by hash.
/// </summary>
internal sealed class Branch : IDisposable
{
    /// <summary>Bytes of an entry.</summary>
    public const int EntrySize = RowIndex.HashSize + StoreKey.Size;

    private StoreKey _entries;

    /// <summary>Takes over <paramref name="entries"/>, whose length is a multiple of <see cref="EntrySize"/>.</summary>
    public Branch(StoreKey entries) => _entries = entries;

    /// <summary>Whether it differs from its row.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Whether its row must get a new key: something in it was forgotten.</summary>
    public bool NeedsNewKey { get; private set; }

    /// <summary>All entries.</summary>
    public ReadOnlySpan<byte> Entries => _entries.Span;

    /// <summary>The memory that holds the keys, for the test that looks whether it was wiped.</summary>
    internal StoreKey Held => _entries;

    private int Count => _entries.Span.Length / EntrySize;

    /// <summary>The scope's key, or empty.</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> scope)
    {
        int at = IndexOf(scope, out bool found);
        return found ? _entries.Span.Slice(at * EntrySize + RowIndex.HashSize, StoreKey.Size) : default;
    }

    /// <summary>Adds the key of a scope that has none.</summary>
    public void Add(ReadOnlySpan<byte> scope, StoreKey key)
    {
        int at = IndexOf(scope, out bool found) * EntrySize;
        if (found)
            throw new InvalidOperationException("the scope has a key");
        var entries = new StoreKey(_entries.Span.Length + EntrySize);
        _entries.Span[..at].CopyTo(entries.Writable);
        scope.CopyTo(entries.Writable[at..]);
        key.Span.CopyTo(entries.Writable[(at + RowIndex.HashSize)..]);
        _entries.Span[at..].CopyTo(entries.Writable[(at + EntrySize)..]);
        Take(entries);
    }

    /// <summary>Drops a scope's key, or puts another in its place. The old one is forgotten.</summary>
    public void Forget(ReadOnlySpan<byte> scope, StoreKey? next)
    {
        int at = IndexOf(scope, out bool found) * EntrySize;
        if (!found)
            throw new InvalidOperationException("the scope has no key");
        if (next is not null)
        {
            next.Span.CopyTo(_entries.Writable[(at + RowIndex.HashSize)..]);
            IsChanged = true;
        }
        else
        {
            var entries = new StoreKey(_entries.Span.Length - EntrySize);
            _entries.Span[..at].CopyTo(entries.Writable);
            _entries.Span[(at + EntrySize)..].CopyTo(entries.Writable[at..]);
            Take(entries);
        }

        NeedsNewKey = true;
    }

    /// <inheritdoc/>
    public void Dispose() => _entries.Dispose();

    private void Take(StoreKey entries)
    {
        _entries.Dispose();
        _entries = entries;
        IsChanged = true;
    }

    private int IndexOf(ReadOnlySpan<byte> scope, out bool found)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            int order = _entries.Span.Slice(middle * EntrySize, RowIndex.HashSize).SequenceCompareTo(scope);
            found = order == 0;
            if (found)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle;
        }

        found = false;
        return low;
    }
}
