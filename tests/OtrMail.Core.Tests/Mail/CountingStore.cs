using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Mail;

/// <summary>A store that counts what is asked of it: calls, and records that come back or go in.</summary>
internal sealed class CountingStore(IStore store) : IStore
{
    /// <summary>Calls and records since the last <see cref="Take"/>.</summary>
    private long _work;

    /// <summary>The count, which begins anew.</summary>
    public long Take() => Interlocked.Exchange(ref _work, 0);

    public IStoreTransaction Begin() => new Transaction(this, store.Begin());

    public void Dispose()
    {
        // the store is its owner's
    }

    private sealed class Transaction(CountingStore owner, IStoreTransaction inner) : IStoreTransaction
    {
        public long Generation => inner.Generation;

        public bool WasSetBack => inner.WasSetBack;

        public void ClearSetBack() => inner.ClearSetBack();

        public byte[]? Get(RecordKind kind, string scope, string name) => Counted(1, inner.Get(kind, scope, name));

        public void Put(RecordKind kind, string scope, string name, ReadOnlySpan<byte> value, long? due = null)
        {
            owner._work++;
            inner.Put(kind, scope, name, value, due);
        }

        public bool Delete(RecordKind kind, string scope, string name) => Counted(1, inner.Delete(kind, scope, name));

        public int DeleteScope(RecordKind kind, string scope)
        {
            int count = inner.DeleteScope(kind, scope);
            return Counted(1 + count, count);
        }

        public int Count(RecordKind kind, string scope)
        {
            int count = inner.Count(kind, scope);
            return Counted(1 + count, count); // the database counts them one by one
        }

        public IReadOnlyList<StoredRecord> List(RecordKind kind, string scope) => Counted(inner.List(kind, scope));

        public IReadOnlyList<StoredRecord> ListAll(RecordKind kind) => Counted(inner.ListAll(kind));

        public IReadOnlyList<StoredRecord> DueBefore(RecordKind kind, long unixSeconds, int limit) =>
            Counted(inner.DueBefore(kind, unixSeconds, limit));

        public long? NewestDue(RecordKind kind, long unixSeconds) => Counted(1, inner.NewestDue(kind, unixSeconds));

        public void Forget(string scope)
        {
            owner._work++;
            inner.Forget(scope);
        }

        public void Commit() => inner.Commit();

        public void Dispose() => inner.Dispose();

        private T Counted<T>(long work, T answer)
        {
            owner._work += work;
            return answer;
        }

        private IReadOnlyList<StoredRecord> Counted(IReadOnlyList<StoredRecord> records) => Counted(1 + records.Count, records);
    }
}
