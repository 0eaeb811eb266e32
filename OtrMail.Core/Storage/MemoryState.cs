using System.Collections.Immutable;
using KindTable = System.Collections.Immutable.ImmutableDictionary<
    string, System.Collections.Immutable.ImmutableSortedDictionary<
        string, System.Collections.Immutable.ImmutableSortedDictionary<string, OtrMail.Core.Storage.MemoryRecord>>>;
using NameTable = System.Collections.Immutable.ImmutableSortedDictionary<string, OtrMail.Core.Storage.MemoryRecord>;
using ScopeTable = System.Collections.Immutable.ImmutableSortedDictionary<
    string, System.Collections.Immutable.ImmutableSortedDictionary<string, OtrMail.Core.Storage.MemoryRecord>>;

namespace OtrMail.Core.Storage;

/// <summary>One committed state of the store in memory: records by kind, scope and name.</summary>
internal sealed record MemoryState(
    KindTable Kinds,
    ImmutableHashSet<string> KeyedScopes,
    long Generation,
    object Root,
    bool SetBack)
{
    private static readonly NameTable NoNames =
        ImmutableSortedDictionary.Create<string, MemoryRecord>(StringComparer.Ordinal);

    private static readonly ScopeTable NoScopes =
        ImmutableSortedDictionary.Create<string, NameTable>(StringComparer.Ordinal);

    /// <summary>A new store.</summary>
    public static MemoryState Empty { get; } = new(
        ImmutableDictionary.Create<string, ScopeTable>(
            StringComparer.Ordinal),
        ImmutableHashSet.Create<string>(StringComparer.Ordinal), 0, new object(), false);

    /// <summary>All scopes of a kind.</summary>
    public ScopeTable Scopes(string kind) =>
        Kinds.GetValueOrDefault(kind, NoScopes);

    /// <summary>All records of a kind in a scope.</summary>
    public NameTable Names(string kind, string scope) =>
        Scopes(kind).GetValueOrDefault(scope, NoNames);

    /// <summary>The same with other records of a kind in a scope.</summary>
    public MemoryState With(string kind, string scope, NameTable names) => this with
    {
        Kinds = Kinds.SetItem(
            kind, names.IsEmpty ? Scopes(kind).Remove(scope) : Scopes(kind).SetItem(scope, names)),
    };

    /// <summary>The same without any forgettable record.</summary>
    public MemoryState WithoutForgettable() => this with
    {
        Kinds = Kinds.RemoveRange(Kinds.Where(kind => kind.Value.Values.Any(AnyForgettable)).Select(kind => kind.Key)),
        KeyedScopes = KeyedScopes.Clear(),
    };

    /// <summary>Whether a scope has forgettable records.</summary>
    public bool HasForgettable(string scope) =>
        Kinds.Values.Any(scopes => scopes.TryGetValue(scope, out var names) && AnyForgettable(names));

    private static bool AnyForgettable(NameTable names) =>
        names.Values.Any(record => record.Forgettable);
}
