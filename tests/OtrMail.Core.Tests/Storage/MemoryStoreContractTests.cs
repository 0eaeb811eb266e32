using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Storage;

public sealed class MemoryStoreContractTests : StoreContractTests
{
    private readonly MemoryStore _store = new(TimeSpan.FromSeconds(4));

    protected override IStore Store => _store;

    [Fact]
    public void A_commit_that_is_made_to_fail_leaves_the_old_state()
    {
        StoreHome.Put(_store, Kept, "s", "n", "1");
        _store.FailNextCommit = true;
        using (IStoreTransaction transaction = _store.Begin())
        {
            transaction.Put(Kept, "s", "n", [2]);
            StoreHome.AssertFault(StoreFault.InputOutput, transaction.Commit);
        }

        Assert.Equal("1", StoreHome.Get(_store, Kept, "s", "n"));
        StoreHome.Put(_store, Kept, "s", "n", "2");
        Assert.Equal("2", StoreHome.Get(_store, Kept, "s", "n"));
    }

    [Fact]
    public void A_clone_goes_its_own_way()
    {
        StoreHome.Put(_store, Kept, "s", "n", "1");
        using MemoryStore clone = _store.Clone();
        StoreHome.Put(_store, Kept, "s", "n", "2");
        StoreHome.Put(clone, Kept, "s", "n", "3");
        Assert.Equal("2", StoreHome.Get(_store, Kept, "s", "n"));
        Assert.Equal("3", StoreHome.Get(clone, Kept, "s", "n"));
        using IStoreTransaction transaction = clone.Begin();
        Assert.False(transaction.WasSetBack); // a copy of everything cannot be told from the original
    }

    protected override Action KeepDatabase()
    {
        MemoryStore kept = _store.Clone();
        return () => _store.SetBackTo(kept);
    }

    protected override void LoseOutsideCopy() => _store.LoseOutsideCopy();

    protected override void CommitWithoutCopy(IStoreTransaction transaction)
    {
        _store.SkipNextOutsideCopy = true;
        transaction.Commit();
    }

    protected override void Dispose(bool disposing) => _store.Dispose();
}
