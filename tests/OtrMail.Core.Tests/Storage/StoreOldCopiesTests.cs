using System.Text;
using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Storage;

/// <summary>
/// A thief with everything that can be had: all old copies of the database with their journals, and in the
/// end the root, the vault and the passphrase.
/// </summary>
public sealed class StoreOldCopiesTests : IDisposable
{
    private readonly StoreHome _home = new();
    private readonly List<StoreOptions> _copies = [];
    private readonly HashSet<string> _forgotten = [];
    private readonly Dictionary<(string Scope, string Name), string> _live = [];
    private readonly Dictionary<string, List<string>> _dead = [];

    [Fact]
    public void No_old_copy_of_the_database_opens_what_was_forgotten()
    {
        byte[] passphrase = "correct horse"u8.ToArray();
        using (_home.Create(passphrase))
        {
        }

        byte[]? middleRoot = null;
        HashSet<string>? middleForgotten = null;
        var random = new Random(4);
        bool copyAtSteps = false;
        using (SqliteStore store = _home.Open(
            _home.Options(_ => { if (copyAtSteps) _copies.Add(_home.Snapshot()); }), passphrase))
        {
            for (int i = 0; i < 120; i++)
            {
                copyAtSteps = i % 20 == 7;
                ChangeSomething(store, random, i);
                _copies.Add(_home.Snapshot());
                if (i == 60)
                {
                    middleRoot = File.ReadAllBytes(_home.File("root"));
                    middleForgotten = [.. _forgotten];
                }
            }
        }

        Assert.True(_forgotten.Count > 50, $"only {_forgotten.Count} values were forgotten");
        using Vault vault = Vault.Open(_home.Options(), () => [.. passphrase]);
        using var keys = new StoreKeys(vault.Key.Span, vault.StoreIdBytes);
        var copies = new OldCopies();
        _copies.ForEach(copies.Add);
        HashSet<string> found = AllThatOpens(copies, keys, File.ReadAllBytes(_home.File("root")));
        Assert.Empty(found.Intersect(_forgotten));
        Assert.Empty(_live.Values.Except(found)); // the search is able to find something

        // and it would have found what was forgotten later, had the old root key not been overwritten
        HashSet<string> foundBefore = AllThatOpens(copies, keys, middleRoot!);
        Assert.NotEmpty(foundBefore.Intersect(_forgotten));
        Assert.Empty(foundBefore.Intersect(middleForgotten!));

        foreach (StoreOptions copy in _copies)
            AssertProgramFindsNothing(copy, passphrase);
    }

    public void Dispose() => _home.Dispose();

    private void ChangeSomething(SqliteStore store, Random random, int round)
    {
        using IStoreTransaction transaction = store.Begin();
        string[] scopes = ["a@example.org", "b@example.org", "c@example.org", "own keys"];
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            string scope = scopes[random.Next(scopes.Length)];
            string name = $"{random.Next(4)}";
            if (_live.Remove((scope, name), out string? before))
                Dead(scope).Add(before);
            if (random.Next(3) == 0)
            {
                transaction.Delete(StoreHome.Secret, scope, name);
                continue;
            }

            string value = $"secret {round} {i} of {scope} {name}";
            transaction.Put(StoreHome.Secret, scope, name, StoreHome.Bytes(value));
            _live[(scope, name)] = value;
        }

        foreach (string scope in scopes.Where(_ => random.Next(4) == 0))
        {
            transaction.Forget(scope);
            _forgotten.UnionWith(Dead(scope));
            Dead(scope).Clear();
        }

        transaction.Commit();
    }

    private List<string> Dead(string scope)
    {
        if (!_dead.TryGetValue(scope, out List<string>? values))
            _dead.Add(scope, values = []);
        return values;
    }

    private static HashSet<string> AllThatOpens(OldCopies copies, StoreKeys keys, byte[] root) =>
        [.. copies.Open(keys, root).Select(record => Encoding.UTF8.GetString(record.Value))];

    private void AssertProgramFindsNothing(StoreOptions copy, byte[] passphrase)
    {
        File.Copy(_home.File("root"), Path.Combine(copy.Directory, "root"), overwrite: true);
        using SqliteStore store = _home.Open(copy, passphrase);
        using IStoreTransaction transaction = store.Begin();
        Assert.Empty(transaction.ListAll(StoreHome.Secret)
            .Select(record => Encoding.UTF8.GetString(record.Value)).Intersect(_forgotten));
    }
}
