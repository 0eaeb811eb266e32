namespace OtrMail.Core.Ratchet;

/// <summary>
/// The way of a MAC key that verified a message (paper, 4.4): <i>verified</i>, then <i>pending</i> when no message
/// under it is accepted as new any more, then <i>revealed</i> in one or more messages, then <i>receipted</i> (known
/// to have arrived) and gone from here.
/// </summary>
/// <remarks>
/// Only keys that verified something enter it. In mail each message has its own MAC key, so it is pending at once;
/// in instant messaging a key becomes pending when one of the two DH keys behind it is forgotten.
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
    /// <param name="behind">The DH keys behind it.</param>
    public void Verified(ReadOnlySpan<byte> macKey, KeyPairIds behind)
    {
        foreach (LedgerEntry entry in _entries)
        {
            if (entry.MacKey.AsSpan().SequenceEqual(macKey))
                return;
        }

        if (_entries.Count == capacity)
            _entries.RemoveAt(0);
        _entries.Add(new LedgerEntry(macKey.ToArray(), policy.RevealsAtOnce ? null : behind, []));
    }

    /// <summary>DH keys were forgotten: the MAC keys behind which one of them stood may be revealed.</summary>
    public void Forgotten(ForgottenKeys keys) =>
        Release(behind => keys.Own.Contains(behind.Own) || keys.Peer.Contains(behind.Peer));

    /// <summary>The whole session was forgotten: all MAC keys may be revealed, and key IDs begin anew.</summary>
    public void ForgottenAll() => Release(_ => true);

    /// <summary>
    /// Takes over what another ledger, of a session that is over, has still to reveal; its entries go there last.
    /// </summary>
    public void TakeOver(MacKeyLedger ended)
    {
        foreach (LedgerEntry entry in ended._entries.Where(entry => entry.IsPending))
        {
            if (_entries.Count == capacity)
                _entries.RemoveAt(0);
            _entries.Add(entry);
        }

        ended._entries.RemoveAll(entry => entry.IsPending);
    }

    /// <summary>
    /// The MAC keys that a message going out now reveals: at most <paramref name="limit"/> pending ones, those
    /// revealed least often first, then the oldest.
    /// </summary>
    /// <param name="carrier">Hash of the going message's own MAC key, by which its receipt will be known.</param>
    /// <param name="limit">Most keys in a message.</param>
    public IReadOnlyList<byte[]> Reveal(ReadOnlySpan<byte> carrier, int limit)
    {
        List<int> pending = [];
        for (int i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].IsPending)
                pending.Add(i);
        }

        pending.Sort((a, b) => (_entries[a].Carriers.Count, a).CompareTo((_entries[b].Carriers.Count, b)));
        byte[] mark = carrier.ToArray();
        List<byte[]> revealed = [];
        foreach (int index in pending.GetRange(0, Math.Min(limit, pending.Count)))
        {
            LedgerEntry entry = _entries[index];
            revealed.Add(entry.MacKey);
            _entries[index] = entry with { Carriers = [.. entry.Carriers, mark] };
        }

        // a key that was carried for the last time counts as published
        _entries.RemoveAll(e => e.Carriers.Count >= policy.RevealRepeats);
        return revealed;
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

    private void Release(Func<KeyPairIds, bool> isForgotten)
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Behind is { } behind && isForgotten(behind))
                _entries[i] = _entries[i] with { Behind = null };
        }
    }
}
