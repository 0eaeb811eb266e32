using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Storage;

/// <summary>What every store does; run over the one on disk and over its twin in memory.</summary>
public abstract class StoreContractTests : StoreSetBackContractTests
{
    public static TheoryData<bool> Forgettable => [true, false];

    [Theory]
    [MemberData(nameof(Forgettable))]
    public void What_is_put_comes_back_in_the_same_and_in_a_later_transaction(bool forgettable)
    {
        RecordKind kind = Kind(forgettable);
        using (IStoreTransaction first = Store.Begin())
        {
            first.Put(kind, "alice@example.org", "x", [1, 2, 3], 77);
            Assert.Equal([1, 2, 3], first.Get(kind, "alice@example.org", "x"));
            first.Commit();
        }

        using IStoreTransaction second = Store.Begin();
        Assert.Equal([1, 2, 3], second.Get(kind, "alice@example.org", "x"));
        StoredRecord record = Assert.Single(second.List(kind, "alice@example.org"));
        Assert.Equal(("alice@example.org", "x", 77L), (record.Scope, record.Name, record.Due));
    }

    [Theory]
    [MemberData(nameof(Forgettable))]
    public void Without_commit_nothing_is_kept(bool forgettable)
    {
        RecordKind kind = Kind(forgettable);
        StoreHome.Put(Store, kind, "s", "old", "1");
        using (IStoreTransaction transaction = Store.Begin())
        {
            transaction.Put(kind, "s", "new", [1]);
            transaction.Put(kind, "s", "old", [1]);
            transaction.Put(kind, "t", "old", [1]);
            transaction.Forget("s");
        }

        using IStoreTransaction later = Store.Begin();
        Assert.Equal("1"u8.ToArray(), later.Get(kind, "s", "old"));
        Assert.Null(later.Get(kind, "s", "new"));
        Assert.Null(later.Get(kind, "t", "old"));
        Assert.Equal(1, later.Generation);
    }

    [Theory]
    [MemberData(nameof(Forgettable))]
    public void Putting_again_replaces_value_and_due_time(bool forgettable)
    {
        RecordKind kind = Kind(forgettable);
        using IStoreTransaction transaction = Store.Begin();
        transaction.Put(kind, "s", "n", [1], 5);
        transaction.Put(kind, "s", "n", [2, 2]);
        Assert.Equal([2, 2], transaction.Get(kind, "s", "n"));
        Assert.Equal(1, transaction.Count(kind, "s"));
        Assert.Empty(transaction.DueBefore(kind, long.MaxValue, 10));
    }

    [Theory]
    [MemberData(nameof(Forgettable))]
    public void Deleting_answers_whether_there_was_one(bool forgettable)
    {
        RecordKind kind = Kind(forgettable);
        StoreHome.Put(Store, kind, "s", "n", "1");
        using IStoreTransaction transaction = Store.Begin();
        Assert.False(transaction.Delete(kind, "s", "other"));
        Assert.False(transaction.Delete(kind, "t", "n"));
        Assert.True(transaction.Delete(kind, "s", "n"));
        Assert.False(transaction.Delete(kind, "s", "n"));
        Assert.Null(transaction.Get(kind, "s", "n"));
    }

    [Theory]
    [MemberData(nameof(Forgettable))]
    public void Deleting_a_scope_leaves_other_scopes_and_kinds(bool forgettable)
    {
        RecordKind kind = Kind(forgettable);
        using IStoreTransaction transaction = Store.Begin();
        transaction.Put(kind, "s", "1", [1]);
        transaction.Put(kind, "s", "2", [1]);
        transaction.Put(kind, "t", "1", [1]);
        transaction.Put(Kind(!forgettable), "s", "1", [1]);
        Assert.Equal(2, transaction.DeleteScope(kind, "s"));
        Assert.Equal(0, transaction.DeleteScope(kind, "s"));
        Assert.Equal(0, transaction.Count(kind, "s"));
        Assert.Equal(1, transaction.Count(kind, "t"));
        Assert.Equal(1, transaction.Count(Kind(!forgettable), "s"));
    }

    [Theory]
    [MemberData(nameof(Forgettable))]
    public void Listings_are_in_ordinal_order_and_give_scope_and_name_back(bool forgettable)
    {
        RecordKind kind = Kind(forgettable);
        (string, string)[] places = [("b", "é"), ("b", "B"), ("b", "a"), ("B", "z"), ("ä", ""), ("", "n")];
        using IStoreTransaction transaction = Store.Begin();
        foreach ((string scope, string name) in places)
            transaction.Put(kind, scope, name, StoreHome.Bytes(scope + name));
        transaction.Put(Kind(!forgettable), "b", "zzz", [1]);
        Assert.Equal(
            places.OrderBy(p => p.Item1, StringComparer.Ordinal).ThenBy(p => p.Item2, StringComparer.Ordinal),
            transaction.ListAll(kind).Select(r => (r.Scope, r.Name)));
        Assert.Equal(["B", "a", "é"], transaction.List(kind, "b").Select(r => r.Name));
        Assert.All(transaction.ListAll(kind), r => Assert.Equal(StoreHome.Bytes(r.Scope + r.Name), r.Value));
    }

    [Theory]
    [MemberData(nameof(Forgettable))]
    public void What_is_due_comes_oldest_first_and_up_to_the_limit(bool forgettable)
    {
        RecordKind kind = Kind(forgettable);
        using IStoreTransaction transaction = Store.Begin();
        foreach (long due in new long[] { 50, -5, 30, 10, 40 })
            transaction.Put(kind, $"scope {due % 3}", $"{due}", [1], due);
        transaction.Put(kind, "s", "never", [1]);
        transaction.Put(Kind(!forgettable), "s", "other", [1], 1);
        Assert.Equal([-5L, 10L, 30L], transaction.DueBefore(kind, 30, 10).Select(r => r.Due!.Value));
        Assert.Equal([-5L, 10L], transaction.DueBefore(kind, 30, 2).Select(r => r.Due!.Value));
        Assert.Empty(transaction.DueBefore(kind, -6, 10));
        Assert.Empty(transaction.DueBefore(kind, 100, 0));
    }

    [Fact]
    public void The_generation_counts_transactions_that_changed_something()
    {
        Assert.Equal(0, CommitAndCount(_ => { }));
        Assert.Equal(1, CommitAndCount(t => t.Put(Kept, "s", "n", [1])));
        Assert.Equal(1, CommitAndCount(t => t.Delete(Kept, "s", "other")));
        Assert.Equal(1, CommitAndCount(t => t.Forget("s")));
        Assert.Equal(1, CommitAndCount(t => t.ClearSetBack()));
        Assert.Equal(2, CommitAndCount(t => t.Put(Secret, "s", "n", [1])));
        Assert.Equal(3, CommitAndCount(t => t.Forget("s")));
        Assert.Equal(4, CommitAndCount(t => t.DeleteScope(Secret, "s")));
        Assert.Equal(5, CommitAndCount(t => t.Forget("s")));
        Assert.Equal(5, CommitAndCount(t => t.Forget("s")));
    }

    [Fact]
    public void Forgetting_leaves_what_is_still_there()
    {
        using (IStoreTransaction transaction = Store.Begin())
        {
            transaction.Put(Secret, "s", "1", [1], 9);
            transaction.Put(Secret, "s", "2", [2]);
            transaction.Put(StoreHome.OtherSecret, "s", "1", [3]);
            transaction.Put(Secret, "t", "1", [4]);
            transaction.Put(Kept, "s", "1", [5]);
            transaction.Commit();
        }

        for (int i = 0; i < 3; i++)
        {
            using IStoreTransaction transaction = Store.Begin();
            transaction.Delete(Secret, "s", "2");
            transaction.Forget("s");
            transaction.Put(Secret, "s", "3", [(byte)i]);
            transaction.Commit();
        }

        using IStoreTransaction later = Store.Begin();
        Assert.Equal([1], later.Get(Secret, "s", "1"));
        Assert.Equal(9, later.List(Secret, "s")[0].Due);
        Assert.Null(later.Get(Secret, "s", "2"));
        Assert.Equal([2], later.Get(Secret, "s", "3"));
        Assert.Equal([3], later.Get(StoreHome.OtherSecret, "s", "1"));
        Assert.Equal([4], later.Get(Secret, "t", "1"));
        Assert.Equal([5], later.Get(Kept, "s", "1"));
        Assert.False(later.WasSetBack);
    }

    [Fact]
    public void Values_may_be_empty_and_large()
    {
        var large = new byte[3 << 20];
        Array.Fill(large, (byte)7);
        using (IStoreTransaction transaction = Store.Begin())
        {
            transaction.Put(Secret, "s", "empty", []);
            transaction.Put(Kept, "s", "empty", []);
            transaction.Put(Secret, "s", "large", large);
            transaction.Commit();
        }

        using IStoreTransaction later = Store.Begin();
        Assert.Empty(later.Get(Secret, "s", "empty")!);
        Assert.Empty(later.Get(Kept, "s", "empty")!);
        Assert.Equal(large, later.Get(Secret, "s", "large"));
    }

    [Fact]
    public void Scopes_and_names_do_not_run_into_each_other()
    {
        using IStoreTransaction transaction = Store.Begin();
        transaction.Put(Kept, "ab", "c", [1]);
        transaction.Put(Kept, "a", "bc", [2]);
        transaction.Put(Kept, "abc", "", [3]);
        Assert.Equal([1], transaction.Get(Kept, "ab", "c"));
        Assert.Equal([2], transaction.Get(Kept, "a", "bc"));
        Assert.Equal([3], transaction.Get(Kept, "abc", ""));
    }

    [Fact]
    public void Changing_what_was_handed_out_changes_nothing_in_the_store()
    {
        byte[] value = [1];
        using IStoreTransaction transaction = Store.Begin();
        transaction.Put(Kept, "s", "n", value);
        value[0] = 9;
        transaction.Get(Kept, "s", "n")![0] = 9;
        transaction.List(Kept, "s")[0].Value[0] = 9;
        Assert.Equal([1], transaction.Get(Kept, "s", "n"));
    }

    [Fact]
    public void A_name_that_is_too_long_or_not_well_formed_is_refused()
    {
        using IStoreTransaction transaction = Store.Begin();
        string longest = new('x', 1024);
        transaction.Put(Kept, longest, longest, [1]);
        Assert.Equal(longest, transaction.ListAll(Kept)[0].Name);
        Assert.ThrowsAny<ArgumentException>(() => transaction.Put(Kept, "s", longest + "x", [1]));
        Assert.ThrowsAny<ArgumentException>(() => transaction.Get(Kept, "\ud800", "n"));
        Assert.ThrowsAny<ArgumentException>(() => new RecordKind("", false));
        Assert.ThrowsAny<ArgumentException>(() => new RecordKind("ä", false));
        Assert.ThrowsAny<ArgumentException>(() => new RecordKind(new string('k', 33), false));
    }

    [Fact]
    public void After_the_commit_a_transaction_is_over()
    {
        using IStoreTransaction transaction = Store.Begin();
        transaction.Commit();
        Assert.Throws<InvalidOperationException>(transaction.Commit);
        Assert.Throws<InvalidOperationException>(() => transaction.Get(Kept, "s", "n"));
        Assert.Throws<InvalidOperationException>(() => transaction.Put(Kept, "s", "n", [1]));
        Assert.Throws<InvalidOperationException>(() => transaction.Forget("s"));
        transaction.Dispose();
        Assert.ThrowsAny<InvalidOperationException>(() => transaction.Get(Kept, "s", "n"));
    }

    [Fact]
    public void A_second_transaction_waits_its_turn_and_is_refused_in_the_end()
    {
        using (Store.Begin())
            Assert.Equal(StoreFault.Busy, Assert.Throws<StoreBusyException>(Store.Begin).Fault);
        using IStoreTransaction next = Store.Begin();
    }

    [Fact]
    public void Many_threads_take_turns()
    {
        void Add()
        {
            for (int i = 0; i < 5; i++)
            {
                using IStoreTransaction transaction = Store.Begin();
                int before = transaction.Get(Kept, "s", "n")?[0] ?? 0;
                transaction.Put(Kept, "s", "n", [(byte)(before + 1)]);
                transaction.Commit();
            }
        }

        Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(Add))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        using IStoreTransaction last = Store.Begin();
        Assert.Equal([40], last.Get(Kept, "s", "n"));
        Assert.Equal(40, last.Generation);
    }

    private static RecordKind Kind(bool forgettable) => forgettable ? Secret : Kept;
}
