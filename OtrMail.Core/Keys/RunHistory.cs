using OtrMail.Core.Storage;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Keys;

/// <summary>
/// When this store was used, by its own clock. Keys are erased and published only when two runs at least 24 hours
/// apart agree that it is due, so that one wrong glance at the clock destroys nothing (design, section 2).
/// </summary>
/// <remarks>
/// What was due at time D is confirmed once a run at or after D lies at least 24 hours back: so one number,
/// <see cref="Confirmed"/>, answers for everything. A run that saw a clock in the future counts only when that future
/// has come.
/// </remarks>
public sealed class RunHistory
{
    private const byte Version = 1;
    private const int MaxRuns = 64;
    private const long Apart = LifeTimes.Day;
    private const long Spacing = 3600;
    private const string Scope = "own";

    private static readonly RecordKind Kind = new("runs", Forgettable: false);

    private readonly List<long> _runs;

    private RunHistory(List<long> runs) => _runs = runs;

    /// <summary>The history of a store; empty for a new one.</summary>
    public static RunHistory Load(IStoreTransaction transaction)
    {
        var runs = new List<long>();
        var reader = new WireReader(transaction.Get(Kind, Scope, "") ?? [Version]);
        reader.Require(reader.Byte() == Version);
        while (reader is { Ok: true, Remaining: > 0 } && runs.Count < MaxRuns)
            runs.Add(reader.Long());
        return reader.Finished
            ? new RunHistory(runs)
            : throw new StoreException(StoreFault.Damaged, "the record of runs in the store cannot be read");
    }

    /// <summary>
    /// The newest time for which two runs at least 24 hours apart agree that it has passed; 0 before there are two.
    /// </summary>
    /// <param name="now">The own clock, Unix seconds.</param>
    public long Confirmed(long now) => _runs.Where(run => run <= now - Apart).DefaultIfEmpty(0).Max();

    /// <summary>
    /// Notes a run: one an hour, and one as soon as something has become due since the last. Answers whether something
    /// was noted. When there are too many, runs in the future go first, then the oldest.
    /// </summary>
    /// <param name="transaction">Where it is kept.</param>
    /// <param name="now">The own clock, Unix seconds.</param>
    /// <param name="newestDue">When something last became due to be erased or published.</param>
    public bool Note(IStoreTransaction transaction, long now, long newestDue)
    {
        long last = _runs.Where(run => run <= now).DefaultIfEmpty(0).Max();
        if (last > now - Spacing && (newestDue <= last || newestDue > now))
            return false;
        _runs.Add(now);
        _runs.Sort();
        while (_runs.Count > MaxRuns)
            _runs.RemoveAt(_runs[^1] > now ? _runs.Count - 1 : 0);
        using var writer = new WireWriter();
        writer.Byte(Version);
        foreach (long run in _runs)
            writer.Long(run);
        transaction.Put(Kind, Scope, "", writer.Written);
        return true;
    }
}
