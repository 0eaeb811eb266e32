using System.Globalization;
using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Benchmarks;

/// <summary>
/// What a thief who has recorded every mail reads when he seizes Alice's device, unlocked, on each day of a year: for
/// OtrMail by opening every recorded packet with a copy of her store; for the paper's section 4.2 without a fresh
/// encapsulation in each mail, and for PGP, by what their keys open.
/// </summary>
internal static class ExposureSimulation
{
    private const int Days = 365;
    private const long Start = 1_800_000_000;

    public static void Run(int rounds)
    {
        var alice = new Actor("alice@example.org");
        var bob = new Actor("bob@example.net");
        alice.Import(bob);
        var mails = new List<Recorded>();
        var days = new List<Exposure>();
        for (int day = 0; day < Days; day++)
        {
            foreach ((bool fromAlice, double hour) in Timing.Of(day))
            {
                alice.At(day, hour);
                bob.At(day, hour);
                mails.Add(fromAlice ? Recorded.Of(alice, bob, day, isSent: true) : Recorded.Of(bob, alice, day, isSent: false));
            }

            alice.At(day, 23.5);
            bob.At(day, 23.5);
            alice.Tend(bob);
            bob.Tend(alice);
            days.Add(Exposure.Of(alice, mails, day));
        }

        Report(mails, days);
        string? docs = FindDocs();
        if (docs is not null)
            File.WriteAllText(Path.Combine(docs, "exposure.svg"), ExposurePlot.Draw(days));
    }

    private static void Report(List<Recorded> mails, List<Exposure> days)
    {
        Console.WriteLine();
        Console.WriteLine("# What a seizure of Alice's device lets a thief read");
        Console.WriteLine();
        Console.WriteLine($"{mails.Count} mails in a year ({mails.Count(m => m.IsSent)} sent, {mails.Count(m => !m.IsSent)} received); mean over its days.");
        Console.WriteLine();
        Console.WriteLine("| | received, readable | oldest, days | sent, readable | oldest, days |");
        Console.WriteLine("|---|---|---|---|---|");
        Row("OtrMail", days, d => d.Ours);
        Row("paper, 4.2 alone", days, d => d.PaperRule);
        Row("PGP", days, d => d.Pgp);
    }

    private static void Row(string name, List<Exposure> days, Func<Exposure, Readable> of)
    {
        double mean(Func<Readable, int> value) => days.Average(day => value(of(day)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {mean(r => r.Received):0.0} | {mean(r => r.OldestReceived):0} | {mean(r => r.Sent):0.0} | {mean(r => r.OldestSent):0} |"));
    }

    private static string? FindDocs()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string docs = Path.Combine(at.FullName, "docs");
            if (File.Exists(Path.Combine(at.FullName, "OtrMail.sln")) && Directory.Exists(docs))
                return docs;
        }

        return null;
    }

    /// <summary>When who writes: lively weeks, quiet ones, and a summer away.</summary>
    private static class Timing
    {
        public static IEnumerable<(bool FromAlice, double Hour)> Of(int day)
        {
            if (day is >= 190 and < 215)
                yield break; // away
            uint state = (uint)(day * 2_654_435_761) ^ 0x9e3779b9;
            bool lively = day / 14 % 3 != 2;
            for (int slot = 0; slot < 4; slot++)
            {
                state = (state * 1664525) + 1013904223;
                if ((state >> 24) < (lively ? 90u : 18u))
                    yield return (FromAlice: (state >> 16 & 1) == 0, Hour: 8 + (slot * 3.5));
            }
        }
    }

    /// <summary>What of all mails so far can be read.</summary>
    internal sealed record Readable(int Received, int OldestReceived, int Sent, int OldestSent)
    {
        public static Readable Of(IEnumerable<Recorded> mails, int day)
        {
            var list = mails.ToList();
            int oldest(bool isSent) => list.Where(m => m.IsSent == isSent).Select(m => day - m.Day).DefaultIfEmpty(0).Max();
            return new Readable(
                list.Count(m => !m.IsSent), oldest(false), list.Count(m => m.IsSent), oldest(true));
        }
    }

    internal sealed record Exposure(int Day, Readable Ours, Readable PaperRule, Readable Pgp)
    {
        public static Exposure Of(Actor alice, List<Recorded> mails, int day)
        {
            var held = alice.HeldKeys();
            // the copies of her own mails that wait for their receipt lie on the device
            int cached = alice.CachedMails();
            var sent = mails.Where(m => m.IsSent).TakeLast(cached);
            using Actor.Seized seized = alice.Seize();
            var opened = mails.Where(m => !m.IsSent && seized.Reads(m.Packet));
            // with one DH value a key pair, the sender's private key opens what he sent as the recipient's does
            var paper = mails.Where(m => m.Type != PacketType.First && held.Contains((m.SessionId, m.IsSent ? m.SenderKeyId : m.RecipientKeyId))
                || (m.Type == PacketType.First && !m.IsSent && seized.Reads(m.Packet)));
            return new Exposure(
                day,
                Readable.Of(opened.Concat(sent), day),
                Readable.Of(paper.Concat(sent).Distinct(), day),
                Readable.Of(mails, day));
        }
    }

    internal sealed record Recorded(
        int Day, bool IsSent, byte[] Packet, PacketType Type, string SessionId, uint SenderKeyId, uint RecipientKeyId)
    {
        public static Recorded Of(Actor from, Actor to, int day, bool isSent)
        {
            byte[] packet = from.Send(to);
            to.Receive(packet);
            if (!Core.Mail.Packet.TryParse(packet, MailLimits.Default, out Core.Mail.Packet? parsed, out _))
                throw new InvalidOperationException("an own packet does not parse");
            return new Recorded(
                day, isSent, packet, parsed.Header.Type, Convert.ToHexStringLower(parsed.Header.SessionId),
                parsed.Header.SenderKeyId, parsed.Header.RecipientKeyId);
        }
    }

    internal sealed class Actor
    {
        private readonly MovedClock _clock = new() { Seconds = Start };
        private readonly MemoryStore _store = new();
        private readonly Address _address;
        private readonly KeyBundle _bundle;

        public Actor(string address)
        {
            _address = Address.Parse(address);
            _bundle = Box(_store).CreateIdentity([_address]) ?? throw new InvalidOperationException("the store is not empty");
        }

        public void At(int day, double hour) => _clock.Seconds = Start + (day * 86_400L) + (long)(hour * 3600);

        public void Import(Actor other)
        {
            using PostboxTransaction transaction = Box(_store).Begin();
            transaction.Import(other._bundle);
            transaction.Commit();
        }

        public byte[] Send(Actor to, MessageKind kind = MessageKind.Mail)
        {
            using PostboxTransaction transaction = Box(_store).Begin();
            byte[] mail = Encoding.ASCII.GetBytes($"From: {_address}\r\nTo: {to._address}\r\n\r\nhello\r\n");
            SealResult result = transaction.Seal(to._address, new MailContent(mail, Array.Empty<byte>(), kind));
            transaction.Commit();
            return result.Mail!.Packet;
        }

        public void Receive(byte[] packet)
        {
            using PostboxTransaction transaction = Box(_store).Begin();
            OpenResult result = transaction.Open(packet);
            if (!result.IsOpened)
                throw new InvalidOperationException($"a mail was not read: {result.Refusal.Fault}");
            transaction.Commit();
        }

        /// <summary>The daily housekeeping, acknowledgements included.</summary>
        public void Tend(Actor peer)
        {
            bool isAckDue;
            using (PostboxTransaction transaction = Box(_store).Begin())
                isAckDue = transaction.AcksDue().Count > 0;
            if (isAckDue)
                peer.Receive(Send(peer, MessageKind.Ack));
        }

        public HashSet<(string, uint)> HeldKeys() =>
            [.. Status().SelectMany(s => s.Sessions).SelectMany(s => s.HeldKeys.Select(key => (s.Id, key.Id)))];

        public int CachedMails() => Status().Sum(s => s.CachedMails);

        public Seized Seize() => new(Box(_store.Clone()));

        private List<CorrespondenceStatus> Status()
        {
            using PostboxTransaction transaction = Box(_store).Begin();
            return [.. transaction.Contacts.All().Select(transaction.Status)];
        }

        private Postbox Box(IStore store) => new(store, new PostboxOptions(MimeMailReader.Instance) { Clock = _clock, NewRsaKey = () => RsaPrivateKey.Generate(2048) });

        /// <summary>A copy of the device in the thief's hands, at the hour of the seizure.</summary>
        internal sealed class Seized(Postbox box) : IDisposable
        {
            private readonly PostboxTransaction _transaction = box.Begin();
            private readonly Dictionary<byte[], bool> _read = [];

            public bool Reads(byte[] packet)
            {
                if (!_read.TryGetValue(packet, out bool isRead))
                    _read[packet] = isRead = _transaction.Open(packet).IsOpened;
                return isRead;
            }

            public void Dispose() => _transaction.Dispose();
        }
    }

    private sealed class MovedClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Seconds);
    }
}
