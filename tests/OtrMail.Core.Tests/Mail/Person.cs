using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Mail;

/// <summary>Somebody with a postbox of his own, a clock of his own, and repeatable randomness.</summary>
internal sealed class Person : IDisposable
{
    private static int _keysTaken;
    private int _rotations;

    public Person(
        string name,
        TestClock? clock = null,
        int? rsaIndex = null,
        IReadOnlyList<Address>? addresses = null,
        int seed = 17,
        int? signingIndex = null)
    {
        Name = name;
        Clock = clock ?? new TestClock();
        Random = new SeededRandom(name.Aggregate(seed, (hash, c) => (hash * 31) + c));
        Address = Address.Parse($"{name}@example.org");
        RsaIndex = rsaIndex ?? Interlocked.Increment(ref _keysTaken) % 4;
        Store = new MemoryStore();
        Postbox = NewPostbox();
        using IStoreTransaction transaction = Store.Begin();
        using OwnKeys keys = OwnKeys.Create(
            transaction,
            addresses ?? [Address],
            RsaPool.Take(RsaIndex * 2),
            RsaPool.Take(signingIndex ?? (RsaIndex * 2) + 1),
            Clock.Seconds,
            LifeTimes.Default,
            Random);
        transaction.Commit();
        Bundle = keys.Bundle;
    }

    public string Name { get; }

    public TestClock Clock { get; }

    public SeededRandom Random { get; }

    public Address Address { get; }

    public int RsaIndex { get; }

    public MemoryStore Store { get; private set; }

    public Postbox Postbox { get; private set; }

    public KeyBundle Bundle { get; }

    public Fingerprint Fingerprint => Bundle.IdentityFingerprint;

    /// <summary>Imports the other's bundle, as from a file.</summary>
    public ImportResult Knows(Person other) => Import(other.CurrentBundle());

    public ImportResult Import(KeyBundle bundle)
    {
        using PostboxTransaction transaction = Postbox.Begin();
        ImportResult result = transaction.Import(bundle);
        transaction.Commit();
        return result;
    }

    public KeyBundle CurrentBundle()
    {
        using PostboxTransaction transaction = Postbox.Begin();
        return transaction.Own.Bundle;
    }

    /// <summary>Makes and gives the next bundle, with these addresses.</summary>
    public KeyBundle Announce(params IReadOnlyList<Address> addresses)
    {
        using PostboxTransaction transaction = Postbox.Begin();
        transaction.Own.Announce(addresses, transaction.Now, LifeTimes.Default);
        transaction.Commit();
        return transaction.Own.Bundle;
    }

    /// <summary>Takes a new signing key and a new prekey into use.</summary>
    public KeyBundle Renew(int signingIndex)
    {
        using PostboxTransaction transaction = Postbox.Begin();
        transaction.Own.Renew(RsaPool.Take(signingIndex), transaction.Now, LifeTimes.Default, Random);
        transaction.Commit();
        return transaction.Own.Bundle;
    }

    public static byte[] Text(string from, string body) =>
        Encoding.UTF8.GetBytes($"From: {from}\r\nSubject: {body}\r\n\r\n{body}\r\n");

    /// <summary>Writes to somebody and commits.</summary>
    public SealedMail Write(Person to, string body, Address? from = null) => Write(to.Address, body, from);

    public SealedMail Write(Address to, string body, Address? from = null)
    {
        SealResult result = TryWrite(to, Text((from ?? Address).ToString(), body));
        Assert.True(result.IsSealed, result.Refusal?.Fault.ToString());
        return result.Mail;
    }

    public SealResult TryWrite(Address to, byte[] mail, bool commit = true)
    {
        using PostboxTransaction transaction = Postbox.Begin();
        SealResult result = transaction.Seal(to, new MailContent(mail, Array.Empty<byte>()));
        if (commit && result.IsSealed)
            transaction.Commit();
        return result;
    }

    /// <summary>Reads a packet; commits when it is accepted.</summary>
    public OpenResult Read(byte[] packet)
    {
        using PostboxTransaction transaction = Postbox.Begin();
        OpenResult result = transaction.Open(packet);
        if (result.IsOpened)
            transaction.Commit();
        return result;
    }

    public OpenResult Read(SealedMail mail) => Read(mail.Packet);

    /// <summary>Reads a packet that must be accepted, as new, and gives its body.</summary>
    public string Body(SealedMail mail)
    {
        OpenResult result = Read(mail);
        Assert.True(result.IsOpened, result.Refusal?.Fault.ToString());
        Assert.False(result.Mail.IsDuplicate);
        return BodyOf(result.Mail);
    }

    public static string BodyOf(OpenedMail mail)
    {
        string text = Encoding.UTF8.GetString(mail.Content.Mail.Span);
        return text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].TrimEnd();
    }

    public MailFault? Refuses(byte[] packet) => Read(packet).Refusal?.Fault;

    public CorrespondenceStatus Status(Person other)
    {
        using PostboxTransaction transaction = Postbox.Begin();
        Contact? contact = transaction.Contacts.Find(other.Fingerprint);
        Assert.NotNull(contact);
        return transaction.Status(contact);
    }

    public SessionState? SendingState(Person other) =>
        Status(other).Sessions.Where(s => s.State != SessionState.ReceiveOnly).Select(s => (SessionState?)s.State).SingleOrDefault();

    /// <summary>A crash and a restart: what was committed is all there is.</summary>
    public void Restart() => Restore(Store);

    /// <summary>Goes on with a copy of this store.</summary>
    public void Restore(MemoryStore store)
    {
        Store = store.Clone();
        Postbox = NewPostbox();
    }

    /// <summary>Everything that the store holds, record by record.</summary>
    public IReadOnlyList<string> Dump() =>
    [
        .. from kind in Store.State.Kinds.OrderBy(k => k.Key, StringComparer.Ordinal)
           from scope in kind.Value
           from record in scope.Value
           select $"{kind.Key}|{scope.Key}|{record.Key}|{record.Value.Due}|{Convert.ToHexString(record.Value.Value)}",
    ];

    /// <summary>A run that only does what is due.</summary>
    public void Tend()
    {
        using PostboxTransaction transaction = Postbox.Begin();
    }

    /// <summary>Reads a packet that must be refused with this fault, and change nothing.</summary>
    public void RefusesUnchanged(MailFault fault, byte[] packet)
    {
        Tend(); // what is due is done by any run, whatever becomes of the packet
        IReadOnlyList<string> before = Dump();
        using (PostboxTransaction transaction = Postbox.Begin())
        {
            OpenResult result = transaction.Open(packet);
            Assert.False(result.IsOpened, "opened");
            Assert.Equal(fault, result.Refusal.Fault);
            transaction.Commit(); // even so nothing may have been written
        }

        Assert.Equal(before, Dump());
    }

    /// <summary>The two exchange First, Reply and Data; afterwards both are established.</summary>
    public static void Acquaint(Person opener, Person answerer)
    {
        answerer.Body(opener.Write(answerer, "first"));
        opener.Body(answerer.Write(opener, "reply"));
        answerer.Body(opener.Write(answerer, "data"));
        opener.Body(answerer.Write(opener, "data back"));
    }

    /// <summary>The contact that somebody is to this person.</summary>
    public Contact? ContactOf(Person other)
    {
        using PostboxTransaction transaction = Postbox.Begin();
        return transaction.Contacts.Find(other.Fingerprint);
    }

    /// <summary>All state is lost but the identity (the same RSA keys): a new store.</summary>
    public Person Reinstalled(int seed = 18, int? signingIndex = null) =>
        new(Name, Clock, RsaIndex, seed: seed, signingIndex: signingIndex);

    public void Dispose() => Store.Dispose();

    private Postbox NewPostbox() => new(
        Store, new PostboxOptions(MimeMailReader.Instance) { Clock = Clock, Random = Random, NewRsaKey = () => RsaPool.Take(100 + (_rotations++ % 90)) });
}
