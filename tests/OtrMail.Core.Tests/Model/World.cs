using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Storage;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Model;

/// <summary>
/// A few people, a post that loses, delays, doubles and reorders, and clocks that only go forward. Every step checks
/// what is observed against what was done; <see cref="Oracle"/> says which faults may be.
/// </summary>
internal sealed class World : IDisposable
{
    private const long Day = 86_400;

    private readonly SeededRandom _random;
    private readonly List<Inhabitant> _people = [];
    private readonly List<Letter> _letters = [];
    private readonly List<string> _trace = [];
    private readonly List<Person> _all = [];
    private long _time = TestClock.Start;

    public World(int seed, int people)
    {
        _random = new SeededRandom(seed);
        for (int i = 0; i < people; i++)
        {
            var clock = new TestClock();
            long skew = i == 0 ? 0 : _random.Below(43_200) - 21_600;
            clock.Seconds += skew;
            var person = new Person($"p{i}", clock, rsaIndex: i, seed: seed);
            _people.Add(new Inhabitant(person, skew) { NextSigningKey = 60 + (40 * i) });
            _all.Add(person);
        }

        // some know each other, all of them can be written to
        foreach (Inhabitant one in _people)
        {
            foreach (Inhabitant other in _people.Where(other => other != one))
                one.Person.Knows(other.Person);
        }
    }

    public string Trace => string.Join('\n', _trace);

    /// <summary>How often each thing happened, so that the test can show that it tests something.</summary>
    public Dictionary<string, int> Counts { get; } = [];

    public void Dispose()
    {
        foreach (Person person in _all)
            person.Dispose();
    }

    public void Step()
    {
        switch (_random.Below(100))
        {
            case < 38:
                Write(crash: _random.Below(12) == 0);
                break;
            case < 80:
                Deliver(crash: _random.Below(12) == 0);
                break;
            case < 84:
                DeliverAltered();
                break;
            case < 88:
                Any().Person.Restart();
                break;
            case < 95:
                Pass(_random.Below(20) * 3600);
                break;
            case < 99:
                Pass(_random.Below(40) * Day);
                break;
            default:
                Reinstall(Any());
                break;
        }
    }

    /// <summary>A quiet exchange between each two, after which both are in one established session.</summary>
    public void Settle()
    {
        Pass(3600);
        foreach (Inhabitant one in _people)
        {
            foreach (Inhabitant other in _people.Where(other => _people.IndexOf(other) > _people.IndexOf(one)))
            {
                // who does not know yet that the other lost his state learns it in the first round
                for (int round = 0; round < 3; round++)
                {
                    Read(WriteTo(one, other), crash: false, mustOpen: round > 0);
                    Read(WriteTo(other, one), crash: false, mustOpen: round > 0);
                }

                SessionStatus ones = one.Person.Status(other.Person).Sessions[0];
                SessionStatus others = other.Person.Status(one.Person).Sessions[0];
                Assert.True(
                    ones.Id == others.Id && ones.State == SessionState.Established && others.State == SessionState.Established,
                    $"{ones} and {others}");
            }
        }
    }

    private Inhabitant Any() => _people[_random.Below(_people.Count)];

    private void Note(string text) => _trace.Add($"{(_time - TestClock.Start) / (double)Day:f2}d {text}");

    private void Count(string what) => Counts[what] = Counts.GetValueOrDefault(what) + 1;

    private void Pass(long seconds)
    {
        _time += seconds;
        foreach (Inhabitant one in _people)
            one.Person.Clock.Seconds = _time + one.Skew;
        Note($"{seconds} s pass");
    }

    private void Write(bool crash)
    {
        Inhabitant from = Any();
        Inhabitant to = Any();
        if (from == to)
            return;
        if (!crash)
        {
            WriteTo(from, to);
            return;
        }

        Renew(from);
        Refresh(from, to);
        from.Person.TryWrite(to.Person.Address, Person.Text(from.Person.Address.ToString(), "never sent"), commit: false);
        from.Person.Restart();
        Note($"{from.Person.Name} crashes while he writes to {to.Person.Name}");
        Count("crash");
    }

    private Letter WriteTo(Inhabitant from, Inhabitant to)
    {
        Renew(from);
        Refresh(from, to);
        string body = $"mail {_letters.Count}";
        SealedMail mail = from.Person.Write(to.Person, body);
        var letter = new Letter(
            from.Person, from.Life, to.Person, to.Life, body, mail, _time, from.SigningSince + (90 * Day));
        _letters.Add(letter);
        Note($"writes {letter}");
        Count(mail.Type.ToString());
        CheckRevealed(letter);
        CheckForgotten(from, to);
        return letter;
    }

    /// <summary>Signing keys and prekeys are renewed after 30 days, as the life cycle will do.</summary>
    private void Renew(Inhabitant one)
    {
        if (_time + one.Skew < one.SigningSince + (30 * Day))
            return;
        one.SigningSince = _time + one.Skew;
        one.Prekeys.Add(one.Person.Renew(one.NextSigningKey++).PrekeyId);
        Note($"{one.Person.Name} renews his keys");
    }

    /// <summary>A prekey that is too old is looked up again, as from a key server.</summary>
    private static void Refresh(Inhabitant from, Inhabitant to)
    {
        if (from.Person.ContactOf(to.Person) is not { } contact
            || contact.Bundle.PrekeyDates.UsedUntil <= from.Person.Clock.Seconds)
            from.Person.Knows(to.Person);
    }

    private void Deliver(bool crash)
    {
        if (_letters.Count == 0)
            return;
        // mostly what is new and not yet read, sometimes anything again
        List<Letter> unread = [.. _letters.Where(letter => letter.ReadAt is null).TakeLast(8)];
        Letter letter = unread.Count > 0 && _random.Below(5) > 0
            ? unread[_random.Below(unread.Count)]
            : _letters[_random.Below(_letters.Count)];
        Read(letter, crash, mustOpen: false);
    }

    private void Read(Letter letter, bool crash, bool mustOpen)
    {
        Inhabitant to = _people.Single(one => one.Person.Name == letter.To.Name);
        Inhabitant from = _people.Single(one => one.Person.Name == letter.From.Name);
        if (crash)
        {
            using (PostboxTransaction transaction = to.Person.Postbox.Begin())
                transaction.Open(letter.Mail.Packet);
            to.Person.Restart();
            Note($"{to.Person.Name} crashes while he reads {letter}");
            return;
        }

        OpenResult result = to.Person.Read(letter.Mail);
        string outcome = result.IsOpened ? result.Mail.IsDuplicate ? "duplicate" : "new" : result.Refusal.Fault.ToString();
        Note($"reads {letter}: {outcome}");
        Count(outcome);
        if (!result.IsOpened)
        {
            Assert.False(mustOpen, $"{letter}: {outcome}");
            Assert.True(
                Oracle.MayRefuse(result.Refusal.Fault, letter, to, from, _letters, _time), $"{letter}: {outcome}");
            return;
        }

        Assert.Equal(letter.Body, Person.BodyOf(result.Mail));
        Assert.Equal(letter.From.Fingerprint, result.Mail.Sender);
        bool wasRead = letter.ReadAt is not null && letter.ToLife == to.Life;
        Assert.True(result.Mail.IsDuplicate == wasRead, $"{letter} is {outcome}");
        letter.ReadAt ??= _time;
        if (!result.Mail.IsDuplicate)
            CheckForgotten(to, from);
        NoteReceiveOnly(to, from);
    }

    /// <summary>Somebody alters a mail: under its MAC key if that is public, else blindly.</summary>
    private void DeliverAltered()
    {
        if (_letters.Count == 0)
            return;
        Letter letter = _letters[_random.Below(_letters.Count)];
        byte[]? key = _letters.SelectMany(l => l.Packet.RevealedMacKeys)
            .FirstOrDefault(k => letter.Packet.IsAuthenticUnder(MailSuite.Default, k));
        byte[] altered = Outsider.Alter(letter.Mail.Packet, key ?? new byte[32], _random.Below(100_000));
        Person to = _people.Single(one => one.Person.Name == letter.To.Name).Person;
        OpenResult result = to.Read(altered);
        Note($"altered {letter}: {result.Refusal?.Fault}");
        Count(key is null ? "altered blindly" : "altered under its key");
        Assert.False(result.IsOpened, "an altered mail was read");
        MailFault[] allowed = [MailFault.KeyForgotten, MailFault.UnknownSession, key is null ? MailFault.NotAuthentic : MailFault.AlteredReplay];
        bool isOfAnotherLife = letter.ToLife != _people.Single(one => one.Person.Name == letter.To.Name).Life;
        Assert.True(allowed.Contains(result.Refusal.Fault) || isOfAnotherLife, $"{letter}: {result.Refusal.Fault}");
    }

    private void Reinstall(Inhabitant one)
    {
        Pass(3600);
        one.Life++;
        one.Person = one.Person.Reinstalled(seed: 1000 + one.Life, signingIndex: one.NextSigningKey++);
        one.SigningSince = one.Person.Clock.Seconds;
        one.ReceiveOnly.Clear();
        one.Prekeys.Clear();
        one.Prekeys.Add(one.Person.Bundle.PrekeyId);
        _all.Add(one.Person);
        Note($"{one.Person.Name} loses everything");
        Count("reinstall");
        foreach (Inhabitant other in _people.Where(other => other != one))
            one.Person.Knows(other.Person);
    }

    /// <summary>Every revealed key belongs to a mail that was sent and read, and lets anybody forge it.</summary>
    private void CheckRevealed(Letter carrier)
    {
        foreach (byte[] key in carrier.Packet.RevealedMacKeys)
        {
            Letter? of = _letters.FirstOrDefault(letter => letter.Packet.IsAuthenticUnder(MailSuite.Default, key));
            Assert.True(of is not null, "a key was revealed that belongs to no mail");
            Assert.True(of.ReadAt is not null && of.To.Name == carrier.From.Name && of.From.Name == carrier.To.Name, $"the key of {of}");
            byte[] forged = Outsider.Alter(of.Mail.Packet, key, _random.Below(100_000));
            Assert.True(Outsider.Parse(forged).IsAuthenticUnder(MailSuite.Default, key));
            Count("revealed");
        }
    }

    /// <summary>No superseded key is in the store once two runs agree that it is past its time.</summary>
    private static void CheckForgotten(Inhabitant one, Inhabitant other)
    {
        if (one.Person.ContactOf(other.Person) is not { } contact)
            return;
        using IStoreTransaction transaction = one.Person.Store.Begin();
        using Correspondence stored = Correspondence.Load(transaction, contact, MailSuite.Default);
        long confirmed = RunHistory.Load(transaction).Confirmed(one.Person.Clock.Seconds);
        foreach (Session session in stored.Sessions)
        {
            Assert.All(session.Keys.OwnKeys, key =>
                Assert.True(key.SupersededAt is null || confirmed < key.SupersededAt + (14 * Day), $"key {key.Id} of {session.Name}"));
            Assert.False(confirmed > session.HeldUntil(LifeTimes.Default), session.Name);
        }
    }

    private static void NoteReceiveOnly(Inhabitant one, Inhabitant other)
    {
        foreach (SessionStatus session in one.Person.Status(other.Person).Sessions)
        {
            if (session.State == SessionState.ReceiveOnly)
                one.ReceiveOnly.TryAdd(session.Id, one.Person.Clock.Seconds);
        }
    }
}
