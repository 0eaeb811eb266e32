namespace OtrMail.Core.Ratchet;

/// <summary>
/// The way of a MAC key that verified a message (paper, 4.4): <i>verified</i>, then <i>pending</i> when no message
/// under it is accepted as new any more, then <i>revealed</i> in one or more messages, then <i>receipted</i> (known
/// to have arrived) and gone from here.
/// </summary>
/// <remarks>
/// Only keys that verified something enter it. In mail each message has its own MAC key, so it is pending at once;
/// in instant messaging a key becomes pending when its DH key is forgotten.
/// </remarks>
public sealed class MacKeyLedger(RatchetPolicy policy, int capacity)
{
    private readonly List<LedgerEntry> _entries = [];

    /// <summary>A ledger as it was stored.</summary>
    public MacKeyLedger(RatchetPolicy policy, int capacity, IEnumerable<LedgerEntry> entries)
        : this(policy, capacity) => _entries.AddRange(entries);

    /// <summary>All entries, oldest first.</summary>
    public IReadOnlyList<LedgerEntry> Entries => _entries;

    /// <summary>
    /// A message under <paramref name="macKey"/> was verified. When the ledger is full, the oldest entry leaves
    /// unrevealed: somebody who never answers cannot fill the store.
    /// </summary>
    /// <param name="macKey">The key; copied.</param>
    /// <param name="ownKeyId">The own DH key behind it.</param>
    public void Verified(ReadOnlySpan<byte> macKey, uint ownKeyId)
    {
        foreach (LedgerEntry entry in _entries)
        {
            if (entry.MacKey.AsSpan().SequenceEqual(macKey))
                return;
        }

        if (_entries.Count == capacity)
            _entries.RemoveAt(0);
        _entries.Add(new LedgerEntry(macKey.ToArray(), policy.RevealsAtOnce ? 0 : ownKeyId, []));
    }

    /// <summary>An own DH key was forgotten: the MAC keys behind it may be revealed.</summary>
    public void Forgotten(uint ownKeyId)
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].OwnKeyId == ownKeyId)
                _entries[i] = _entries[i] with { OwnKeyId = 0 };
        }
    }

    /// <summary>
    /// The MAC keys that a message going out now reveals: at most <paramref name="limit"/> pending ones, those
    /// revealed least often first, then the oldest.
    /// </summary>
    /// <param name="carrier">Hash of the going message's own MAC key, by which its receipt will be known.</param>
    /// <param name="limit">Most keys in a message.</param>
    public IReadOnlyList<byte[]> Reveal(ReadOnlySpan<byte> carrier, int limit)
    {
        var chosen = _entries
            .Select((entry, index) => (entry, index))
            .Where(e => e.entry.IsPending)
            .OrderBy(e => e.entry.Carriers.Count)
            .ThenBy(e => e.index)
            .Take(limit)
            .ToList();
        byte[] mark = carrier.ToArray();
        foreach ((LedgerEntry entry, int index) in chosen)
            _entries[index] = entry with { Carriers = [.. entry.Carriers, mark] };
        // a key that was carried for the last time counts as published
        _entries.RemoveAll(e => e.Carriers.Count >= policy.RevealRepeats);
        return chosen.ConvertAll(e => e.entry.MacKey);
    }

    /// <summary>The message known as <paramref name="carrier"/> has arrived: what it revealed is public.</summary>
    public void Receipted(ReadOnlySpan<byte> carrier)
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            foreach (byte[] mark in _entries[i].Carriers)
            {
                if (!mark.AsSpan().SequenceEqual(carrier))
                    continue;
                _entries.RemoveAt(i);
                break;
            }
        }
    }
}
