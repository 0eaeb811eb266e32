using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Storage;

/// <summary>How every store notices that its database was set back to an older state, and what it then keeps.</summary>
public abstract class StoreSetBackContractTests : IDisposable
{
    private protected static readonly RecordKind Secret = StoreHome.Secret;
    private protected static readonly RecordKind Kept = StoreHome.Kept;

    protected abstract IStore Store { get; }

    [Fact]
    public void A_database_set_back_alone_is_noticed_until_it_is_acknowledged()
    {
        StoreHome.Put(Store, Kept, "s", "n", "1");
        Action restore = KeepDatabase();
        StoreHome.Put(Store, Kept, "s", "n", "2");
        Assert.False(WasSetBack());
        restore();
        Assert.True(WasSetBack());
        StoreHome.Put(Store, Kept, "s", "m", "3");
        StoreHome.Put(Store, Kept, "s", "m", "4");
        StoreHome.Put(Store, Kept, "s", "m", "5");
        Assert.True(WasSetBack());
        LoseOutsideCopy();
        Assert.True(WasSetBack()); // since a transaction has seen it
        long generation = CommitAndCount(t => t.ClearSetBack());
        Assert.False(WasSetBack());
        StoreHome.Put(Store, Kept, "s", "m", "6");
        Assert.False(WasSetBack());
        Assert.Equal(generation + 1, CommitAndCount(_ => { }));
    }

    [Fact]
    public void Acknowledging_jumps_past_the_outside_copy()
    {
        StoreHome.Put(Store, Kept, "s", "n", "1");
        Action restore = KeepDatabase();
        for (int i = 0; i < 5; i++)
            StoreHome.Put(Store, Kept, "s", "n", "2");
        restore();
        Assert.Equal(7, CommitAndCount(t => t.ClearSetBack()));
        Assert.False(WasSetBack());
        restore(); // once more the same backup
        Assert.True(WasSetBack());
    }

    [Fact]
    public void An_acknowledgement_that_is_not_committed_does_not_count()
    {
        StoreHome.Put(Store, Kept, "s", "n", "1");
        Action restore = KeepDatabase();
        StoreHome.Put(Store, Kept, "s", "n", "2");
        restore();
        using (IStoreTransaction transaction = Store.Begin())
            transaction.ClearSetBack();
        Assert.True(WasSetBack());
    }

    [Fact]
    public void A_database_set_back_across_a_forgetting_has_lost_its_secrets_and_nothing_else()
    {
        StoreHome.Put(Store, Secret, "s", "n", "secret");
        StoreHome.Put(Store, Kept, "s", "n", "contact");
        Action restore = KeepDatabase();
        StoreHome.Put(Store, Secret, "t", "n", "other", forget: true);
        restore();
        LoseOutsideCopy(); // the root key alone tells it
        Assert.True(WasSetBack());
        Assert.Null(StoreHome.Get(Store, Secret, "s", "n"));
        Assert.Equal("contact", StoreHome.Get(Store, Kept, "s", "n"));
        using (IStoreTransaction transaction = Store.Begin())
        {
            Assert.Empty(transaction.ListAll(Secret));
            Assert.Equal(0, transaction.Count(Secret, "s"));
            Assert.False(transaction.Delete(Secret, "s", "n"));
            transaction.Put(Secret, "s", "n", "new"u8);
            transaction.Commit();
        }

        Assert.True(WasSetBack());
        Assert.Equal("new", StoreHome.Get(Store, Secret, "s", "n"));
        CommitAndCount(t => t.ClearSetBack());
        Assert.False(WasSetBack());
        Assert.Equal("new", StoreHome.Get(Store, Secret, "s", "n"));
    }

    [Fact]
    public void A_lost_outside_copy_and_one_that_is_behind_are_normal()
    {
        StoreHome.Put(Store, Kept, "s", "n", "1");
        LoseOutsideCopy();
        Assert.False(WasSetBack());
        StoreHome.Put(Store, Kept, "s", "n", "2");
        using (IStoreTransaction transaction = Store.Begin())
        {
            transaction.Put(Kept, "s", "n", [3]);
            CommitWithoutCopy(transaction);
        }

        Assert.False(WasSetBack());
        StoreHome.Put(Store, Kept, "s", "n", "4");
        Assert.False(WasSetBack());
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Keeps a copy of the database alone; the answer puts it back.</summary>
    protected abstract Action KeepDatabase();

    protected abstract void LoseOutsideCopy();

    protected abstract void CommitWithoutCopy(IStoreTransaction transaction);

    protected abstract void Dispose(bool disposing);

    private protected bool WasSetBack()
    {
        using IStoreTransaction transaction = Store.Begin();
        return transaction.WasSetBack;
    }

    private protected long CommitAndCount(Action<IStoreTransaction> change)
    {
        using (IStoreTransaction transaction = Store.Begin())
        {
            change(transaction);
            transaction.Commit();
        }

        using IStoreTransaction later = Store.Begin();
        return later.Generation;
    }
}
