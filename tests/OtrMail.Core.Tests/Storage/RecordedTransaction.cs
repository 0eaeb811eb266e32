using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Storage;

/// <summary>A transaction whose changes to forgettable kinds are told to <see cref="RecordedStore"/> when it is committed.</summary>
internal sealed class RecordedTransaction(IStoreTransaction inner, RecordedStore store) : IStoreTransaction
{
    private readonly List<(string Kind, string Scope, string Name, byte[]? Value)> _changes = [];
    private readonly List<string> _forgotten = [];

    public long Generation => inner.Generation;

    public bool WasSetBack => inner.WasSetBack;

    public void ClearSetBack() => inner.ClearSetBack();

    public byte[]? Get(RecordKind kind, string scope, string name) => inner.Get(kind, scope, name);

    public void Put(RecordKind kind, string scope, string name, ReadOnlySpan<byte> value, long? due = null)
    {
        if (kind.Forgettable)
            _changes.Add((kind.Name, scope, name, value.ToArray()));
        inner.Put(kind, scope, name, value, due);
    }

    public bool Delete(RecordKind kind, string scope, string name)
    {
        if (kind.Forgettable)
            _changes.Add((kind.Name, scope, name, null));
        return inner.Delete(kind, scope, name);
    }

    public int DeleteScope(RecordKind kind, string scope)
    {
        if (kind.Forgettable)
            _changes.AddRange(inner.List(kind, scope).Select(record => (kind.Name, scope, record.Name, (byte[]?)null)));
        return inner.DeleteScope(kind, scope);
    }

    public int Count(RecordKind kind, string scope) => inner.Count(kind, scope);

    public IReadOnlyList<StoredRecord> List(RecordKind kind, string scope) => inner.List(kind, scope);

    public IReadOnlyList<StoredRecord> ListAll(RecordKind kind) => inner.ListAll(kind);

    public IReadOnlyList<StoredRecord> DueBefore(RecordKind kind, long unixSeconds, int limit) => inner.DueBefore(kind, unixSeconds, limit);

    public long? NewestDue(RecordKind kind, long unixSeconds) => inner.NewestDue(kind, unixSeconds);

    public void Forget(string scope)
    {
        _forgotten.Add(scope);
        inner.Forget(scope);
    }

    public void Commit()
    {
        inner.Commit();
        store.Committed(_changes, _forgotten);
    }

    public void Dispose() => inner.Dispose();
}
