using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Storage;

/// <summary>
/// A store that writes down beside it what was promised: which values of forgettable kinds are held, and which may be
/// opened by nobody any more. It knows nothing of how that is kept.
/// </summary>
internal sealed class RecordedStore(IStore store) : IStore
{
    private readonly Dictionary<(string Kind, string Scope, string Name), string> _held = [];
    private readonly Dictionary<string, HashSet<RecordedValue>> _deleted = [];
    private readonly HashSet<RecordedValue> _forgotten = [];
    private readonly HashSet<RecordedValue> _ever = [];

    /// <summary>Every value that was committed.</summary>
    public IReadOnlySet<RecordedValue> Ever => _ever;

    /// <summary>What is held now.</summary>
    public IReadOnlySet<RecordedValue> Held => _held.Select(pair => new RecordedValue(pair.Key.Kind, pair.Key.Scope, pair.Key.Name, pair.Value)).ToHashSet();

    /// <summary>What was deleted or overwritten in a scope that was forgotten in the same transaction or later.</summary>
    public IReadOnlySet<RecordedValue> Forgotten => _forgotten;

    public IStoreTransaction Begin() => new RecordedTransaction(store.Begin(), this);

    public void Dispose() => store.Dispose();

    /// <summary>A transaction was committed.</summary>
    public void Committed(IEnumerable<(string Kind, string Scope, string Name, byte[]? Value)> changes, IEnumerable<string> forgotten)
    {
        foreach ((string kind, string scope, string name, byte[]? value) in changes)
        {
            if (_held.Remove((kind, scope, name), out string? before))
                DeletedIn(scope).Add(new RecordedValue(kind, scope, name, before));
            if (value is null)
                continue;
            var now = new RecordedValue(kind, scope, name, Convert.ToHexString(value));
            _held[(kind, scope, name)] = now.Hex;
            _ever.Add(now);
            _forgotten.Remove(now);
            DeletedIn(scope).Remove(now);
        }

        foreach (string scope in forgotten)
        {
            _forgotten.UnionWith(DeletedIn(scope));
            _deleted.Remove(scope);
        }
    }

    private HashSet<RecordedValue> DeletedIn(string scope)
    {
        if (!_deleted.TryGetValue(scope, out HashSet<RecordedValue>? values))
            _deleted.Add(scope, values = []);
        return values;
    }
}
