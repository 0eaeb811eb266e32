using System.Reflection;
using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Storage;
using SQLitePCL;

namespace OtrMail.Cli.Tests;

/// <summary><c>key forget</c> against somebody who has all files afterwards, and the vault key.</summary>
public sealed class ForgottenContactTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [Fact]
    public void After_key_forget_no_file_holds_the_contacts_address_fingerprint_or_bundle_sealed_or_not()
    {
        _people.Read("bob", _people.Encrypted("alice", "bob", "first")).Ok();
        _people.Read("alice", _people.Encrypted("bob", "alice", "reply")).Ok();
        _people.Read("bob", _people.Encrypted("alice", "bob", "data")).Ok();
        byte[][] traces = Traces("bob");
        List<string> told = Telling(traces);
        Assert.NotEmpty(told);
        HashSet<string> boxes = Boxes();
        _people.Inside("alice", null, "key", "forget", "bob@example.org").Ok();

        Assert.Empty(Telling(traces));
        boxes.ExceptWith(Boxes());
        Assert.True(boxes.Count >= 3); // contact, pin, correspondence
        foreach (byte[] gone in boxes.Select(Convert.FromHexString).Concat(traces))
            Assert.False(Raw.Holds(_people, "alice", gone));
        Assert.NotEmpty(Telling(Traces("carol"))); // the search finds who is still there
    }

    /// <summary>What tells of a contact: address, fingerprint in bytes and in digits, the beginning of the bundle's keys.</summary>
    private byte[][] Traces(string person)
    {
        using SqliteStore store = Raw.Open(_people, "alice");
        using PostboxTransaction transaction = Raw.Postbox(store, _people.Clock).Begin();
        Contact contact = transaction.Contacts.Find(Address.Parse(Household.AddressOf(person)))!;
        return
        [
            Encoding.UTF8.GetBytes(Household.AddressOf(person)), contact.Fingerprint.Bytes.ToArray(), Encoding.ASCII.GetBytes(contact.Fingerprint.Hex),
            contact.Bundle.Bytes[40..104].ToArray(),
        ];
    }

    /// <summary>The records of Alice's store, of any kind, that tell of somebody to who has the vault key.</summary>
    private List<string> Telling(byte[][] traces)
    {
        using SqliteStore store = Raw.Open(_people, "alice");
        using IStoreTransaction transaction = store.Begin();
        return [.. from kind in Kinds()
                   from record in transaction.ListAll(kind)
                   let whole = (byte[])[.. Encoding.UTF8.GetBytes(record.Scope), 0, .. Encoding.UTF8.GetBytes(record.Name), 0, .. record.Value]
                   where traces.Any(trace => whole.AsSpan().IndexOf(trace) >= 0)
                   select $"{kind.Name} {record.Scope} {record.Name}"];
    }

    /// <summary>Nonces and first bytes of every sealed record.</summary>
    private HashSet<string> Boxes()
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open_v2(Path.Combine(_people["alice"], "otrmail.db"), out sqlite3 database, raw.SQLITE_OPEN_READONLY, null));
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(database, "SELECT value FROM (SELECT value FROM secret UNION ALL SELECT value FROM kept UNION ALL SELECT value FROM long) WHERE typeof(value) = 'blob'", out sqlite3_stmt rows));
        HashSet<string> boxes = [];
        while (raw.sqlite3_step(rows) == raw.SQLITE_ROW)
            boxes.Add(Convert.ToHexString(raw.sqlite3_column_blob(rows, 0)[..24]));
        rows.Dispose();
        database.Dispose();
        return boxes;
    }

    private static IEnumerable<RecordKind> Kinds() => typeof(Postbox).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
        .Where(field => field.FieldType == typeof(RecordKind))
        .Select(field => (RecordKind)field.GetValue(null)!);
}
