using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Storage;

public sealed class SqliteStoreContractTests : StoreContractTests
{
    private readonly StoreHome _home = new();
    private readonly SqliteStore _store;

    public SqliteStoreContractTests() => _store = SqliteStore.Create(
        _home.Options(timeout: TimeSpan.FromSeconds(4)), null, SystemRandomSource.Instance);

    protected override IStore Store => _store;

    protected override Action KeepDatabase()
    {
        byte[] kept = File.ReadAllBytes(_home.File("otrmail.db"));
        return () => File.WriteAllBytes(_home.File("otrmail.db"), kept);
    }

    protected override void LoseOutsideCopy() => File.Delete(_home.CopyFile);

    protected override void CommitWithoutCopy(IStoreTransaction transaction)
    {
        byte[] before = File.ReadAllBytes(_home.CopyFile);
        transaction.Commit();
        File.WriteAllBytes(_home.CopyFile, before);
    }

    protected override void Dispose(bool disposing)
    {
        _store.Dispose();
        _home.Dispose();
    }
}
