using System.Collections.Immutable;

namespace OtrMail.Core.Storage;

/// <summary>One transaction of a <see cref="MemoryStore"/>: a next state that the commit puts in place.</summary>
internal sealed class MemoryStoreTransaction : IStoreTransaction
{
    private readonly MemoryStore _store;
    private readonly Action _end;
    private readonly HashSet<string> _forget = new(StringComparer.Ordinal);
    private readonly bool _lostForgettable;
    private readonly long _copied;
    private MemoryState _next;
    private bool _changed;
    private bool _cleared;
    private bool _over;
    private bool _disposed;

    public MemoryStoreTransaction(MemoryStore store, Action end)
    {
        _store = store;
        _end = end;
        _copied = store.OutsideCopy;
        _next = store.State;
        _lostForgettable = !ReferenceEquals(_next.Root, store.Root);
        Generation = _next.Generation;
        WasSetBack = _next.SetBack || _lostForgettable || _copied > Generation;
        if (_lostForgettable)
            _next = _next.WithoutForgettable();
    }

    public long Generation { get; }

    public bool WasSetBack { get; }

    public byte[]? Get(RecordKind kind, string scope, string name)
    {
        Check(kind, scope, name);
        return _next.Names(kind.Name, scope).TryGetValue(name, out MemoryRecord? record) ? [.. record.Value] : null;
    }

    public void Put(RecordKind kind, string scope, string name, ReadOnlySpan<byte> value, long? due = null)
    {
        Check(kind, scope, name);
        if (value.Length > StoreLimits.MaxValue)
            throw new ArgumentException($"a value has at most {StoreLimits.MaxValue} bytes", nameof(value));
        var record = new MemoryRecord(value.ToArray(), due, kind.Forgettable);
        _next = _next.With(kind.Name, scope, _next.Names(kind.Name, scope).SetItem(name, record));
        if (kind.Forgettable)
            _next = _next with { KeyedScopes = _next.KeyedScopes.Add(scope) };
        _changed = true;
    }

    public bool Delete(RecordKind kind, string scope, string name)
    {
        Check(kind, scope, name);
        ImmutableSortedDictionary<string, MemoryRecord> names = _next.Names(kind.Name, scope);
        if (!names.ContainsKey(name))
            return false;
        _next = _next.With(kind.Name, scope, names.Remove(name));
        _changed = true;
        return true;
    }

    public int DeleteScope(RecordKind kind, string scope)
    {
        Check(kind, scope, "");
        ImmutableSortedDictionary<string, MemoryRecord> names = _next.Names(kind.Name, scope);
        if (names.IsEmpty)
            return 0;
        _next = _next.With(kind.Name, scope, names.Clear());
        _changed = true;
        return names.Count;
    }

    public int Count(RecordKind kind, string scope)
    {
        Check(kind, scope, "");
        return _next.Names(kind.Name, scope).Count;
    }

    public IReadOnlyList<StoredRecord> List(RecordKind kind, string scope)
    {
        Check(kind, scope, "");
        return [.. _next.Names(kind.Name, scope).Select(record => Copy(scope, record.Key, record.Value))];
    }

    public IReadOnlyList<StoredRecord> ListAll(RecordKind kind)
    {
        Check(kind, "", "");
        return [.. All(kind)];
    }

    public IReadOnlyList<StoredRecord> DueBefore(RecordKind kind, long unixSeconds, int limit)
    {
        Check(kind, "", "");
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return [.. All(kind).Where(record => record.Due <= unixSeconds).OrderBy(record => record.Due).Take(limit)];
    }

    public long? NewestDue(RecordKind kind, long unixSeconds)
    {
        Check(kind, "", "");
        return All(kind).Where(record => record.Due <= unixSeconds).Max(record => record.Due);
    }

    public void Forget(string scope)
    {
        _ = RowIndex.Utf8(scope);
        ThrowIfOver();
        _forget.Add(scope);
        _changed |= _next.KeyedScopes.Contains(scope);
    }

    public void ClearSetBack()
    {
        ThrowIfOver();
        if (!WasSetBack)
            return;
        _cleared = true;
        _changed = true;
    }

    public void Commit()
    {
        ThrowIfOver();
        _over = true;
        if (!_changed)
            return;
        if (_store.FailNextCommit)
        {
            _store.FailNextCommit = false;
            throw new StoreException(StoreFault.InputOutput, "the commit was made to fail");
        }

        bool forgotten = _lostForgettable;
        foreach (string scope in _forget.Where(_next.KeyedScopes.Contains).ToArray())
        {
            forgotten = true;
            if (!_next.HasForgettable(scope))
                _next = _next with { KeyedScopes = _next.KeyedScopes.Remove(scope) };
        }

        _next = _next with
        {
            Generation = (_cleared ? Math.Max(Generation, _copied) : Generation) + 1,
            Root = forgotten ? new object() : _store.State.Root,
            SetBack = WasSetBack && !_cleared,
        };
        _store.State = _next;
        _store.Root = _next.Root;
        if (!_next.SetBack && !_store.SkipNextOutsideCopy)
            _store.OutsideCopy = _next.Generation;
        _store.SkipNextOutsideCopy = false;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _end();
    }

    private static StoredRecord Copy(string scope, string name, MemoryRecord record) =>
        new(scope, name, [.. record.Value], record.Due);

    private IEnumerable<StoredRecord> All(RecordKind kind) =>
        from scope in _next.Scopes(kind.Name)
        from record in scope.Value
        select Copy(scope.Key, record.Key, record.Value);

    private void Check(RecordKind kind, string scope, string name)
    {
        ArgumentNullException.ThrowIfNull(kind);
        _ = RowIndex.Utf8(scope);
        _ = RowIndex.Utf8(name);
        ThrowIfOver();
    }

    private void ThrowIfOver()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_over)
            throw new InvalidOperationException("the transaction is committed or has failed");
    }
}
