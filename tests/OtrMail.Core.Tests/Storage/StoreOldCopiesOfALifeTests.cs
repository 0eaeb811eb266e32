using System.Reflection;
using System.Security.Cryptography;
using OtrMail.Core.Im;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;
using OtrMail.Core.Streams;
using OtrMail.Core.Tests.Im;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Storage;

/// <summary>
/// The thief of <see cref="StoreOldCopiesTests"/> at the side of somebody who lives with the program for two years: he copied
/// every state of the database, and in the end he has the root, the vault and the passphrase.
/// </summary>
public sealed class StoreOldCopiesOfALifeTests : IDisposable
{
    private static readonly byte[] Passphrase = "correct horse"u8.ToArray();

    private readonly StoreHome _home = new();
    private readonly TestClock _clock = new();
    private readonly SeededRandom _random = new(29);
    private readonly OldCopies _copies = new();
    private readonly Person _bob;
    private readonly Person _carol;
    private readonly RecordedStore _store;
    private readonly Postbox _postbox;
    private string _newest = "";
    private int _rsaKeys = 100;

    public StoreOldCopiesOfALifeTests()
    {
        _bob = new Person("bob", _clock, rsaIndex: 1);
        _carol = new Person("carol", _clock, rsaIndex: 2);
        using (_home.Create(Passphrase))
        {
        }

        _store = new RecordedStore(_home.Open(_home.Options(_ => Copy()), Passphrase));
        _postbox = new Postbox(_store, new PostboxOptions(MimeMailReader.Instance)
        {
            Clock = _clock,
            Random = _random,
            NewRsaKey = () => RsaPool.Take(_rsaKeys++),
            Archive = new ArchivePolicy(30 * LifeTimes.Day),
        });
        _postbox.CreateIdentity([Address.Parse("alice@example.org")]);
        Run(alice =>
        {
            alice.Import(_bob.Bundle);
            alice.Import(_carol.Bundle);
        });
    }

    public void Dispose()
    {
        _store.Dispose();
        _bob.Dispose();
        _carol.Dispose();
        _home.Dispose();
    }

    [Fact]
    public void No_old_copy_opens_a_record_of_any_kind_that_was_forgotten_nor_a_key_whose_time_is_over()
    {
        Correspond();
        QueueAndFetch();
        Chat();
        byte[] middleRoot = File.ReadAllBytes(_home.File("root"));
        HashSet<RecordedValue> middleForgotten = [.. _store.Forgotten];
        Run(alice => alice.Delete(alice.Contacts.Find(_carol.Fingerprint)!));
        Age(days: 500);
        Correspond();
        Copy();

        string[] kinds = [.. ForgettableKinds().Where(kind => kind != "own-identity")]; // the one that is never replaced
        Assert.Equal(kinds, _store.Forgotten.Select(value => value.Kind).Distinct().Order(StringComparer.Ordinal));
        using Vault vault = Vault.Open(_home.Options(), () => [.. Passphrase]);
        using var keys = new StoreKeys(vault.Key.Span, vault.StoreIdBytes);
        HashSet<RecordedValue> opened = AllThatOpens(keys, File.ReadAllBytes(_home.File("root")));
        Assert.Empty(opened.Intersect(_store.Forgotten).Select(NameOf));
        Assert.Empty(_store.Held.Except(opened).Select(NameOf)); // the search finds what is there
        AssertNoDeadSecret(opened);

        // and it would have found what was forgotten later, had the old root key not been overwritten
        HashSet<RecordedValue> before = AllThatOpens(keys, middleRoot);
        Assert.NotEmpty(before.Intersect(_store.Forgotten));
        Assert.Empty(before.Intersect(middleForgotten).Intersect(_store.Forgotten).Select(NameOf));
    }

    /// <summary>First, Reply and Data both ways, answered and unanswered, archived, also a long one.</summary>
    private void Correspond()
    {
        foreach (Person peer in new[] { _bob, _carol })
        {
            if (peer == _bob || _clock.Seconds < TestClock.Start + LifeTimes.Day)
                Exchange(peer, rounds: 4);
        }

        _clock.Pass(days: 1);
        Run(alice =>
        {
            alice.RotateKeys();
            Assert.True(alice.Seal(_bob.Address, Content("never receipted")).IsSealed);
        });
        SealResult lengthy = _bob.TryWrite(Address.Parse("alice@example.org"), [.. Person.Text("bob@example.org", "long"), .. new byte[400_000]]);
        using var spool = new SpoolWriter(new SpoolOptions { MemoryBytes = 1000 });
        spool.Write(lengthy.Mail!.Packet);
        using ByteSource source = spool.Complete();
        Read(source);
    }

    private void Exchange(Person peer, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            byte[] packet = [];
            Run(alice => packet = alice.Seal(peer.Address, Content($"{i} to {peer.Name} at {_clock.Seconds}")).Mail!.Packet);
            Assert.True(peer.Read(packet).IsOpened);
            Read(peer.Write(Address.Parse("alice@example.org"), $"{i} from {peer.Name} at {_clock.Seconds}").Packet);
            _clock.Pass(days: 0.1);
        }
    }

    private void QueueAndFetch()
    {
        QueuedMail? queued = null;
        Run(alice => queued = alice.Queue.Put(new string('a', 64), _bob.Address, "", "", "a mail that waits to be sent"u8.ToArray()));
        Run(alice => alice.Queue.Failed(queued!, false, "not now"));
        Run(alice => alice.Queue.Sent(queued!));
        Run(alice => alice.Queue.Put(new string('b', 64), _bob.Address, "", "", "a mail that still waits"u8.ToArray()));
        Run(alice => alice.FetchLog.PutWaiting("work", new string('c', 64), new WaitingMail(22, output => output.Write("a mail to be delivered"u8), _clock.Seconds, "S")));
        byte[] longMail = new byte[1_500_000];
        Run(alice => alice.FetchLog.PutWaiting("work", new string('d', 64), new WaitingMail(longMail.Length, output => output.Write(longMail), _clock.Seconds, "S")));
        Run(alice =>
        {
            using WaitingMail? waiting = alice.FetchLog.FindWaiting("work", new string('d', 64));
            Assert.Equal(longMail, waiting!.ToArray());
            alice.FetchLog.PutDelivered("work", new string('d', 64));
        });
        Run(alice =>
        {
            Assert.Null(alice.FetchLog.FindWaiting("work", new string('d', 64)));
            alice.FetchLog.PutDelivered("work", new string('c', 64));
            alice.FetchLog.ForgetDelivered("work");
        });
    }

    private void Chat()
    {
        var keyring = new ImKeyring(_store, _random);
        Assert.True(keyring.Import("alice@chat", KeyPool.Get(0)));
        Assert.True(keyring.Import("alice@work", KeyPool.Get(1)));
        Assert.True(keyring.Forget("alice@chat"));
        Copy();
    }

    /// <summary>Days in which she looks in now and then: what is due by date is done. Bob begins anew, so a session is retired.</summary>
    private void Age(int days)
    {
        for (int day = 0; day < days; day += 5)
        {
            _clock.Pass(days: 5);
            Run(_ => { });
            if (day != 50)
                continue;
            using Person anew = _bob.Reinstalled(signingIndex: 30);
            anew.Import(Bundle());
            Read(anew.Write(Address.Parse("alice@example.org"), "begun anew").Packet);
        }

        _bob.Renew(signingIndex: 40);
        KeyBundle own = Bundle();
        _bob.Import(own);
        Run(alice => alice.Import(_bob.CurrentBundle()));
    }

    private KeyBundle Bundle()
    {
        using PostboxTransaction alice = _postbox.Begin();
        return alice.Own.Bundle;
    }

    private void Read(ByteSource packet) => Run(alice =>
    {
        OpenResult result = alice.Open(packet);
        Assert.True(result.IsOpened, result.Refusal?.Fault.ToString());
        alice.Archive.Keep(packet, result.Mail);
    });

    private void Read(byte[] packet) => Read((ByteSource)(ReadOnlyMemory<byte>)packet);

    private void Run(Action<PostboxTransaction> work)
    {
        using (PostboxTransaction transaction = _postbox.Begin())
        {
            work(transaction);
            transaction.Commit();
        }

        Copy();
    }

    /// <summary>Copies the database with its journal, if anything is new.</summary>
    private void Copy()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in new[] { "otrmail.db", "otrmail.db-journal" }.Where(file => File.Exists(_home.File(file))))
            hash.AppendData(File.ReadAllBytes(_home.File(file)));
        string state = Convert.ToHexString(hash.GetHashAndReset());
        if (state == _newest)
            return;
        _newest = state;
        StoreOptions copy = _home.Snapshot();
        _copies.Add(copy);
        Directory.Delete(Path.GetDirectoryName(copy.Directory)!, recursive: true);
    }

    private HashSet<RecordedValue> AllThatOpens(StoreKeys keys, byte[] root)
    {
        var index = new RowIndex(keys.Index);
        Dictionary<long, string> names = ForgettableKinds().ToDictionary(kind => index.OfKind(new RecordKind(kind, Forgettable: true)));
        return [.. _copies.Open(keys, root).Select(record =>
            new RecordedValue(names[record.Kind], record.Scope, record.Name, Convert.ToHexString(record.Value)))];
    }

    /// <summary>Whatever records still open, in none of them is a private key that is not held any more.</summary>
    private void AssertNoDeadSecret(HashSet<RecordedValue> opened)
    {
        HashSet<string> held = [.. _store.Held.SelectMany(PrivateKeys.In)];
        HashSet<string> dead = [.. _store.Ever.SelectMany(PrivateKeys.In).Except(held)];
        Assert.True(dead.Count > 20 && held.Count > 5, $"{dead.Count} keys are gone, {held.Count} are held");
        foreach (RecordedValue value in opened)
            Assert.Empty(PrivateKeys.In(value).Intersect(dead).Select(_ => NameOf(value)));
    }

    private static string NameOf(RecordedValue value) => $"{value.Kind} {value.Scope} {value.Name}";

    private static MailContent Content(string body) => new(Person.Text("alice@example.org", body), Array.Empty<byte>());

    private static IEnumerable<string> ForgettableKinds() => typeof(Postbox).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
        .Where(field => field.FieldType == typeof(RecordKind))
        .Select(field => (RecordKind)field.GetValue(null)!)
        .Where(kind => kind.Forgettable).Select(kind => kind.Name).Order(StringComparer.Ordinal);
}
