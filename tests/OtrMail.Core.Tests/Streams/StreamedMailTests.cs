using CsCheck;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Streams;
using OtrMail.Core.Tests.Mail;
using OtrMail.Core.Tests.Mime;

namespace OtrMail.Core.Tests.Streams;

/// <summary>A mail that comes as a stream and does not fit in memory is treated as the same mail in memory is.</summary>
public sealed class StreamedMailTests
{
    private static readonly SpoolOptions Small = new() { MemoryBytes = 1000 };

    /// <summary>Mails of everything that matters to the coding: lines of base64 of any length, words, dirt.</summary>
    private static readonly Gen<byte[]> Bodies = Gen.Select(Gen.Int, Gen.Int[300_000, 1_500_000]).Select((seed, length) => Body(seed, length));

    [Fact]
    public void The_coding_is_exact_for_any_input_and_does_not_depend_on_the_pieces_it_comes_in() => Bodies.Sample(
        body =>
        {
            var random = new Random(body.Length);
            byte[] coded = BodyCoding.Encode(body);
            using var streamed = new MemoryStream();
            BodyCoding.Encode(new Pieces(body, random, 200_000), streamed);
            Assert.True(coded.AsSpan().SequenceEqual(streamed.ToArray()));
            using var decoded = new MemoryStream();
            Assert.True(BodyCoding.TryDecode(new Pieces(coded, random, 100_000), decoded, body.Length));
            Assert.True(body.AsSpan().SequenceEqual(decoded.ToArray()));
        },
        iter: 30);

    [Fact]
    public void The_packet_of_a_streamed_mail_is_the_packet_of_the_mail_in_memory() => Bodies.Sample(
        body =>
        {
            byte[] mail = [.. "From: alice@example.org\r\nTo: bob@example.org\r\nBcc: carol@example.org\r\nSubject: s\r\n\r\n"u8, .. body];
            using var alice = new Person("alice", rsaIndex: 0);
            using var bob = new Person("bob", rsaIndex: 1);
            using (PostboxTransaction transaction = alice.Postbox.Begin())
            {
                transaction.Import(bob.Bundle);
                transaction.Commit();
            }

            Assert.True(OutgoingMail.TryParse(mail, out OutgoingMail? whole, out _));
            Assert.True(OutgoingMail.TryRead(new Pieces(mail, new Random(1), 300_000), Small, out OutgoingMail? streamed, out _));
            Assert.True(whole.Inner.IsInMemory);
            Assert.False(streamed.Inner.IsInMemory);
            Assert.True(Sealed(alice, bob, whole).AsSpan().SequenceEqual(Sealed(alice, bob, streamed)));
        },
        iter: 6);

    [Fact]
    public void A_packet_in_a_spool_gives_what_the_same_packet_in_memory_gives() => Bodies.Sample(
        body =>
        {
            byte[] mail = [.. "From: alice@example.org\nTo: bob@example.org\n\n"u8, .. body];
            using var alice = new Person("alice", rsaIndex: 0);
            using var bob = new Person("bob", rsaIndex: 1);
            using (PostboxTransaction transaction = alice.Postbox.Begin())
            {
                transaction.Import(bob.Bundle);
                transaction.Commit();
            }

            byte[] packet = alice.TryWrite(bob.Address, mail).Mail!.Packet;
            using ByteSource altered = Spool(packet, flip: packet.Length / 2);
            Assert.Equal(MailFault.NotAuthentic, Open(bob, altered).Refusal!.Fault);
            using ByteSource source = Spool(packet);
            OpenResult result = Open(bob, source);
            Assert.True(result.IsOpened, result.Refusal?.Fault.ToString());
            MailBytes content = result.Mail.Content.Mail;
            Assert.False(content.IsInMemory);
            Assert.Equal(mail.Length, content.Length);
            Assert.True(mail.AsSpan(0, content.Start.Length).SequenceEqual(content.Start.Span));
            foreach (int offset in new[] { 0, 1, 100_000 })
            {
                using var output = new MemoryStream();
                content.WriteTo(output, offset);
                Assert.True(mail.AsSpan(offset).SequenceEqual(output.ToArray()));
            }

            Assert.True(bob.Read(packet).Mail!.IsDuplicate);
            content.Dispose();
            Assert.Throws<ObjectDisposedException>(() => content.WriteTo(Stream.Null));
        },
        iter: 6);

    [Fact]
    public void Whatever_happened_on_the_way_the_packet_is_found_in_a_stream_as_in_memory()
    {
        var random = new Random(5);
        string[] mails = [.. PacketFinderTests.Mangled().Select(row => (string)row[1]), .. PacketFinderTests.Refused().Select(row => (string)row[1])];
        foreach (string mail in mails)
        {
            for (int most = 1; most < 10_000; most *= 7)
                AssertSame(Samples.Bytes(mail), random, most);
        }
    }

    [Fact]
    public void Random_mail_gives_the_same_in_a_stream_as_in_memory()
    {
        string[] words =
        [
            "From: a\n", "Content-Type: multipart/mixed; boundary=b\n", "Content-Type: message/rfc822\n", "Content-Type: application/otr-mail\n", "\n", "\r\n", "\r", " ", "\n\n",
            "--b\n", "--b", "--b--\n", "--", "T1RSTQEB", "T1RSTQEB\r\n", "OTRM\u0001", "Content-Transfer-Encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\n", "=\n", "=4F", ":",
            "Content-Type: application/x\n\nOTRM\u0001", "Content-Type: multipart/digest; boundary=b\n", "abcd", "a b",
        ];
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++)
            AssertSame(Samples.Bytes(string.Concat(random.GetItems(words, random.Next(30)))), random, 1 + random.Next(50));
    }

    private static void AssertSame(byte[] mail, Random random, int most)
    {
        bool expected = PacketFinder.TryFind(mail, out FoundPacket? whole, out MimeFault fault);
        bool found = PacketFinder.TryFind(new Pieces(mail, random, most), Small, out FoundPacket? streamed, out MimeFault other);
        string text = Samples.Text(mail);
        Assert.True((expected, fault) == (found, other), $"{fault} in memory, {other} in pieces of {most}: {text}");
        if (!expected)
            return;
        using (streamed)
        {
            Assert.Equal(whole!.Packet.ToArray(), streamed!.Packet.ToArray());
            Assert.Equal((whole.Place, whole.IsWrapped), (streamed.Place, streamed.IsWrapped));
            Assert.Equal(whole.Header?.Raw.ToArray(), streamed.Header?.Raw.ToArray());
        }
    }

    private static OpenResult Open(Person reader, ByteSource packet)
    {
        using PostboxTransaction transaction = reader.Postbox.Begin();
        OpenResult result = transaction.Open(packet);
        if (result.IsOpened)
            transaction.Commit();
        return result;
    }

    /// <summary>The encrypted mail that is made of it with always the same randomness; nothing is committed.</summary>
    private static byte[] Sealed(Person from, Person to, OutgoingMail mail)
    {
        var random = new SeededRandom(5);
        var postbox = new Postbox(from.Store, from.Postbox.Options with { Random = random });
        using PostboxTransaction transaction = postbox.Begin();
        using SealOutcome outcome = MailSealer.Seal(transaction, mail, [to.Address], random);
        Assert.True(outcome.IsSealed);
        using var output = new MemoryStream();
        outcome.Mails[0].WriteTo(output);
        Assert.Equal(outcome.Mails[0].Length, output.Length);
        Assert.True(output.ToArray().AsSpan().SequenceEqual(outcome.Mails[0].Mail)); // the second time it is the same
        return output.ToArray();
    }

    private static ByteSource Spool(byte[] packet, int? flip = null)
    {
        byte[] copy = [.. packet];
        if (flip is { } at)
            copy[at] ^= 1;
        using var writer = new SpoolWriter(Small);
        writer.Write(copy);
        return writer.Complete();
    }

    private static byte[] Body(int seed, int length)
    {
        var random = new Random(seed);
        using var body = new MemoryStream();
        while (body.Length < length)
        {
            byte[] binary = new byte[random.Next(1, 40_000)];
            random.NextBytes(binary);
            string lineEnd = random.Next(2) == 0 ? "\n" : "\r\n";
            int columns = random.Next(1, 30) * (random.Next(8) == 0 ? 3 : 4);
            byte[] piece = random.Next(5) switch
            {
                0 => binary,
                1 => Samples.Bytes(Convert.ToBase64String(binary)),
                2 => Samples.Bytes(string.Concat(Enumerable.Repeat("word " + lineEnd, 100))),
                _ => Samples.Bytes(string.Join(lineEnd, Convert.ToBase64String(binary).Chunk(columns).Select(line => new string(line))) + lineEnd),
            };
            if (random.Next(3) == 0)
                piece[random.Next(piece.Length)] = (byte)"AZ+/=\r\n \0"[random.Next(9)];
            body.Write(piece);
        }

        return body.ToArray();
    }
}
