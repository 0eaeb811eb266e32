namespace OtrMail.Core.Storage;

/// <summary>
/// One kind of record. The store keeps records as opaque bytes and never learns the protocol; the floors above
/// declare their kinds as constants beside the type that they store.
/// </summary>
/// <param name="Name">Unique name, ASCII without control characters, 1 to 32 characters.</param>
/// <param name="Forgettable">
/// <see langword="true"/> when records of this kind hold secrets that must be beyond recovery once
/// <see cref="IStoreTransaction.Forget"/> was called for their scope, even from older copies of the database.
/// <see langword="false"/> for what is kept as long as the vault itself (contacts, seen-rows).
/// </param>
public sealed record RecordKind(string Name, bool Forgettable)
{
    /// <summary>Unique name, ASCII without control characters, 1 to 32 characters.</summary>
    /// <exception cref="ArgumentException">The name is empty, too long or not ASCII.</exception>
    public string Name { get; } = Checked(Name);

    private static string Checked(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > StoreLimits.MaxKindName || name.Any(c => c is < ' ' or > '~'))
            throw new ArgumentException("a record kind's name is 1 to 32 printable ASCII characters", nameof(name));
        return name;
    }
}
