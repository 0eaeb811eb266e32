using System.Security.Cryptography;
using OtrMail.Ring;

namespace OtrMail.Core.Storage;

/// <summary>One transaction of a <see cref="SqliteStore"/>.</summary>
internal sealed class SqliteStoreTransaction : IStoreTransaction
{
    private readonly StoreSession _session;
    private readonly StoreKeys _keys;
    private readonly IRandomSource _random;
    private readonly RowIndex _index;
    private readonly GenerationCopy _copy;
    private readonly long _copied;
    private readonly Action _end;
    private readonly Dictionary<string, byte[]> _forget = new(StringComparer.Ordinal);
    private bool _changed;
    private bool _cleared;
    private bool _over;
    private bool _disposed;

    public SqliteStoreTransaction(
        StoreSession session, StoreKeys keys, IRandomSource random, GenerationCopy copy, Action end)
    {
        _session = session;
        _keys = keys;
        _random = random;
        _index = new RowIndex(keys.Index);
        _copy = copy;
        _copied = copy.Read();
        _end = end;
    }

    public long Generation => _session.Meta.Generation;

    public bool WasSetBack => _session.Meta.SetBack || _session.LostForgettable || _copied > Generation;

    public byte[]? Get(RecordKind kind, string scope, string name)
    {
        RowKey row = _index.Of(kind, scope, name);
        return Run(() => Table(kind).Get(row) is { } found ? Open(kind, found).Value : null);
    }

    public void Put(RecordKind kind, string scope, string name, ReadOnlySpan<byte> value, long? due = null)
    {
        RowKey row = _index.Of(kind, scope, name);
        if (value.Length > StoreLimits.MaxValue)
            throw new ArgumentException($"a value has at most {StoreLimits.MaxValue} bytes", nameof(value));
        ThrowIfOver();
        _over = true;
        try
        {
            ReadOnlySpan<byte> key = kind.Forgettable ? _session.Tree.FindOrAdd(row.Scope) : _keys.Kept.Span;
            byte[] box = RecordCodec.Seal(
                key, _keys.StoreId, row, due, RowIndex.Utf8(scope), RowIndex.Utf8(name), value, _random);
            Table(kind).Put(new SealedRow(row, due, box));
            _changed = true;
            _over = false;
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            throw StoreTrouble.From(e);
        }
    }

    public bool Delete(RecordKind kind, string scope, string name)
    {
        RowKey row = _index.Of(kind, scope, name);
        return Run(() =>
        {
            bool found = Table(kind).Delete(row);
            _changed |= found;
            return found;
        });
    }

    public int DeleteScope(RecordKind kind, string scope)
    {
        long kindHash = _index.OfKind(kind);
        byte[] scopeHash = _index.OfScope(scope);
        return Run(() =>
        {
            int count = Table(kind).DeleteScope(kindHash, scopeHash);
            _changed |= count > 0;
            return count;
        });
    }

    public int Count(RecordKind kind, string scope)
    {
        long kindHash = _index.OfKind(kind);
        byte[] scopeHash = _index.OfScope(scope);
        return Run(() => Table(kind).Count(kindHash, scopeHash));
    }

    public IReadOnlyList<StoredRecord> List(RecordKind kind, string scope)
    {
        long kindHash = _index.OfKind(kind);
        byte[] scopeHash = _index.OfScope(scope);
        return Run(() => Sorted(OpenAll(kind, Table(kind).InKindAndScope(kindHash, scopeHash))));
    }

    public IReadOnlyList<StoredRecord> ListAll(RecordKind kind)
    {
        long kindHash = _index.OfKind(kind);
        return Run(() => Sorted(OpenAll(kind, Table(kind).OfKind(kindHash))));
    }

    public IReadOnlyList<StoredRecord> DueBefore(RecordKind kind, long unixSeconds, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        long kindHash = _index.OfKind(kind);
        return Run(() => OpenAll(kind, Table(kind).DueBefore(kindHash, unixSeconds, limit)));
    }

    public long? NewestDue(RecordKind kind, long unixSeconds)
    {
        long kindHash = _index.OfKind(kind);
        return Run(() => Table(kind).NewestDue(kindHash, unixSeconds));
    }

    public void Forget(string scope)
    {
        byte[] scopeHash = _index.OfScope(scope);
        Run(() =>
        {
            // Always noted, even when the scope has no key yet: what this transaction still puts and overwrites
            // in it is to be forgotten as well.
            _forget[scope] = scopeHash;
            _changed |= !_session.Tree.Find(scopeHash).IsEmpty;
            return true;
        });
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

        try
        {
            long generation = (_cleared ? Math.Max(Generation, _copied) : Generation) + 1;
            bool setBack = WasSetBack && !_cleared;
            _session.Commit(_forget.Values, generation, setBack);
            if (!setBack)
                _copy.Write(generation); // otherwise the copy stays the witness that it is
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            throw StoreTrouble.From(e);
        }
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _over = true;
        try
        {
            _session.Dispose();
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            throw StoreTrouble.From(e);
        }
        finally
        {
            _end();
        }
    }

    private static List<StoredRecord> Sorted(List<StoredRecord> records)
    {
        records.Sort((a, b) => string.CompareOrdinal(a.Scope, b.Scope) is not 0 and int order
            ? order
            : string.CompareOrdinal(a.Name, b.Name));
        return records;
    }

    private RecordTable Table(RecordKind kind) => kind.Forgettable ? _session.Database.Secret : _session.Database.Kept;

    private List<StoredRecord> OpenAll(RecordKind kind, List<SealedRow> rows)
    {
        var records = new List<StoredRecord>(rows.Count);
        try
        {
            foreach (SealedRow row in rows)
                records.Add(Open(kind, row));
            return records;
        }
        catch
        {
            foreach (StoredRecord record in records)
                CryptographicOperations.ZeroMemory(record.Value);
            throw;
        }
    }

    private StoredRecord Open(RecordKind kind, SealedRow row)
    {
        ReadOnlySpan<byte> key = kind.Forgettable ? _session.Tree.Find(row.Key.Scope) : _keys.Kept.Span;
        if (key.IsEmpty)
            throw StoreTrouble.Damaged("the key of a record is gone");
        return RecordCodec.Read(key, _keys.StoreId, row.Key, row.Due, row.Box);
    }

    // SQLite may have rolled back by itself (full disk, read error); another statement would then run outside of
    // any transaction. So after any failure the transaction is over.
    private T Run<T>(Func<T> operation)
    {
        ThrowIfOver();
        _over = true;
        try
        {
            T result = operation();
            _over = false;
            return result;
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            throw StoreTrouble.From(e);
        }
    }

    private void ThrowIfOver()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_over)
            throw new InvalidOperationException("the transaction is committed or has failed");
    }
}
