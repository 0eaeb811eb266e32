using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Storage;

/// <summary>
/// Thousands of random operations on the store on disk, its twin in memory and a plain dictionary, with
/// transactions given up, stores opened anew and databases set back: all three always say the same.
/// </summary>
public sealed class StoreModelTests : IDisposable
{
    private static readonly RecordKind[] Kinds = [StoreHome.Secret, StoreHome.OtherSecret, StoreHome.Kept];
    private static readonly string[] Scopes = ["", "a@example.org", "b@example.org", "ü", "own"];

    private readonly StoreHome _home = new();
    private int _due;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_three_always_agree(int seed)
    {
        var random = new Random(seed);
        SqliteStore disk = _home.Create();
        using var memory = new MemoryStore();
        Dictionary<(RecordKind Kind, string Scope, string Name), (byte[] Value, long? Due)> model = [];
        var kept = (Disk: File.ReadAllBytes(_home.File("otrmail.db")), Memory: memory.Clone());
        int operations = 0;
        bool setBack = false;
        try
        {
            for (int round = 0; round < 350; round++)
            {
                using (IStoreTransaction onDisk = disk.Begin())
                using (IStoreTransaction inMemory = memory.Begin())
                {
                    Assert.Equal(inMemory.Generation, onDisk.Generation);
                    Assert.Equal(inMemory.WasSetBack, onDisk.WasSetBack);
                    if (setBack)
                        model = Reread(inMemory);
                    setBack = false;
                    var next = model.ToDictionary(entry => entry.Key, entry => entry.Value);
                    for (int i = random.Next(0, 10); i > 0; i--, operations++)
                        Step(random, onDisk, inMemory, next);
                    if (onDisk.WasSetBack && random.Next(4) == 0)
                    {
                        onDisk.ClearSetBack();
                        inMemory.ClearSetBack();
                    }

                    Compare(onDisk, inMemory, next, random);
                    if (random.Next(5) > 0)
                    {
                        onDisk.Commit();
                        inMemory.Commit();
                        model = next;
                    }
                }

                if (random.Next(15) == 0)
                {
                    disk.Dispose();
                    disk = _home.Open();
                }

                if (round % 50 == 10)
                    kept = (File.ReadAllBytes(_home.File("otrmail.db")), memory.Clone());
                if (round % 50 == 49)
                {
                    setBack = true;
                    File.WriteAllBytes(_home.File("otrmail.db"), kept.Disk);
                    memory.SetBackTo(kept.Memory);
                }
            }
        }
        finally
        {
            disk.Dispose();
        }

        Assert.True(operations > 1000);
    }

    public void Dispose() => _home.Dispose();

    private void Step(
        Random random, IStoreTransaction onDisk, IStoreTransaction inMemory,
        Dictionary<(RecordKind Kind, string Scope, string Name), (byte[] Value, long? Due)> model)
    {
        RecordKind kind = Kinds[random.Next(Kinds.Length)];
        string scope = Scopes[random.Next(Scopes.Length)];
        string name = $"{random.Next(6)}";
        switch (random.Next(8))
        {
            case 0:
                bool was = model.Remove((kind, scope, name));
                Assert.Equal(was, onDisk.Delete(kind, scope, name));
                Assert.Equal(was, inMemory.Delete(kind, scope, name));
                break;
            case 1:
                var doomed = model.Keys.Where(key => key.Kind == kind && key.Scope == scope).ToList();
                doomed.ForEach(key => model.Remove(key));
                Assert.Equal(doomed.Count, onDisk.DeleteScope(kind, scope));
                Assert.Equal(doomed.Count, inMemory.DeleteScope(kind, scope));
                break;
            case 2 or 3:
                onDisk.Forget(scope);
                inMemory.Forget(scope);
                break;
            default:
                var value = new byte[random.Next(random.Next(10) == 0 ? 6000 : 60)];
                random.NextBytes(value);
                long? due = random.Next(3) == 0 ? null : ++_due;
                onDisk.Put(kind, scope, name, value, due);
                inMemory.Put(kind, scope, name, value, due);
                model[(kind, scope, name)] = (value, due);
                break;
        }
    }

    private void Compare(
        IStoreTransaction onDisk, IStoreTransaction inMemory,
        Dictionary<(RecordKind Kind, string Scope, string Name), (byte[] Value, long? Due)> model, Random random)
    {
        string name = $"{random.Next(6)}";
        foreach (RecordKind kind in Kinds)
        {
            string scope = Scopes[random.Next(Scopes.Length)];
            long now = random.Next(_due + 1);
            byte[]? expected = model.TryGetValue((kind, scope, name), out var entry) ? entry.Value : null;
            int count = model.Keys.Count(key => key.Kind == kind && key.Scope == scope);
            var all = model.Where(e => e.Key.Kind == kind)
                .Select(e => Text(new StoredRecord(e.Key.Scope, e.Key.Name, e.Value.Value, e.Value.Due)))
                .Order(StringComparer.Ordinal).ToList();
            var due = model.Where(e => e.Key.Kind == kind && e.Value.Due <= now).OrderBy(e => e.Value.Due).Take(5)
                .Select(e => Text(new StoredRecord(e.Key.Scope, e.Key.Name, e.Value.Value, e.Value.Due))).ToList();
            foreach (IStoreTransaction store in new[] { onDisk, inMemory })
            {
                Assert.Equal(expected, store.Get(kind, scope, name));
                Assert.Equal(count, store.Count(kind, scope));
                Assert.Equal(all, store.ListAll(kind).Select(Text).Order(StringComparer.Ordinal));
                Assert.Equal(due, store.DueBefore(kind, now, 5).Select(Text));
            }

            Assert.Equal(inMemory.List(kind, scope).Select(Text), onDisk.List(kind, scope).Select(Text));
            Assert.Equal(inMemory.ListAll(kind).Select(Text), onDisk.ListAll(kind).Select(Text));
        }
    }

    private static Dictionary<(RecordKind Kind, string Scope, string Name), (byte[] Value, long? Due)> Reread(
        IStoreTransaction inMemory) => Kinds
            .SelectMany(kind => inMemory.ListAll(kind).Select(record => (kind, record)))
            .ToDictionary(
                pair => (pair.kind, pair.record.Scope, pair.record.Name),
                pair => (pair.record.Value, pair.record.Due));

    private static string Text(StoredRecord record) =>
        $"{record.Scope}/{record.Name}/{record.Due}/{Convert.ToHexString(record.Value)}";
}
