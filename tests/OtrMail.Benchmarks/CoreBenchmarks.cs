using System.Security.Cryptography;
using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;
using OtrMail.Ring;
using SignatureRing = OtrMail.Ring.Ring;

namespace OtrMail.Benchmarks;

/// <summary>The operations of the core, on the in-memory store: no disk, no process.</summary>
internal static class CoreBenchmarks
{
    public static void Run(int rounds)
    {
        Console.WriteLine("# Core operations, RSA-3072");
        Ring(rounds);
        Messages(rounds);
    }

    private static void Ring(int rounds)
    {
        using var alice = RsaPrivateKey.Generate(3072);
        using var bob = RsaPrivateKey.Generate(3072);
        SignatureRing.TryCreate([alice.PublicKey, bob.PublicKey], out SignatureRing? ring);
        byte[] message = new byte[1500];
        byte[] signature = RingSigner.Sign(ring!, message, alice, SystemRandomSource.Instance);
        using var peer = RSA.Create(3072);
        byte[] hash = SHA256.HashData(message);
        byte[] peerSignature = peer.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        new Race("Ring signature of two, beside libcrypto's RSA-PSS (one private operation)")
            .With("libcrypto: PSS sign", () => peer.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pss), 5)
            .With("ring sign", () => RingSigner.Sign(ring!, message, alice, SystemRandomSource.Instance), 5)
            .With("libcrypto: PSS verify", () => peer.VerifyHash(hash, peerSignature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss), 20)
            .With("ring verify", () => RingVerifier.Verify(ring!, message, signature), 20)
            .Run(rounds);
    }

    private static void Messages(int rounds)
    {
        var alice = new Actor("alice@example.org");
        var bob = new Actor("bob@example.net");
        alice.Import(bob);
        byte[] mail = Encoding.ASCII.GetBytes(
            "From: alice@example.org\r\nTo: bob@example.net\r\nSubject: x\r\n\r\n" + new string('x', 10_000) + "\r\n");
        byte[] first = alice.Seal(bob, mail);
        var race = new Race("A 10 KB mail made and read")
            .With("First made", () => alice.Peek(bob, mail))
            .With("First read", () => bob.Peek(first));
        race.Run(rounds);

        bob.Open(first);
        byte[] answer = bob.MailFrom(mail);
        byte[] reply = bob.Seal(alice, answer);
        new Race("A 10 KB mail made and read")
            .With("Reply made", () => bob.Peek(alice, answer))
            .With("Reply read", () => alice.Peek(reply))
            .Run(rounds);

        alice.Open(reply);
        byte[] data = alice.Seal(bob, mail);
        new Race("A 10 KB mail made and read")
            .With("Data made", () => alice.Peek(bob, mail))
            .With("Data read", () => bob.Peek(data))
            .Run(rounds);
    }

    /// <summary>Somebody whose transactions are dropped after the work, so that each round does the same.</summary>
    private sealed class Actor
    {
        private readonly Postbox _postbox = new(new MemoryStore(), new PostboxOptions(MimeMailReader.Instance));
        private readonly Address _address;
        private readonly KeyBundle _bundle;

        public Actor(string address)
        {
            _address = Address.Parse(address);
            _bundle = _postbox.CreateIdentity([_address]) ?? throw new InvalidOperationException("the store is not empty");
        }

        public void Import(Actor other)
        {
            using PostboxTransaction transaction = _postbox.Begin();
            transaction.Import(other._bundle);
            transaction.Commit();
        }

        public byte[] Seal(Actor to, byte[] mail)
        {
            using PostboxTransaction transaction = _postbox.Begin();
            SealResult result = transaction.Seal(to._address, new MailContent(mail, Array.Empty<byte>()));
            transaction.Commit();
            return result.Mail!.Packet;
        }

        public void Open(byte[] packet)
        {
            using PostboxTransaction transaction = _postbox.Begin();
            if (!transaction.Open(packet).IsOpened)
                throw new InvalidOperationException("the mail was not read");
            transaction.Commit();
        }

        public void Peek(Actor to, byte[] mail)
        {
            using PostboxTransaction transaction = _postbox.Begin();
            transaction.Seal(to._address, new MailContent(mail, Array.Empty<byte>()));
        }

        public void Peek(byte[] packet)
        {
            using PostboxTransaction transaction = _postbox.Begin();
            if (!transaction.Open(packet).IsOpened)
                throw new InvalidOperationException("the mail was not read");
        }

        public byte[] MailFrom(byte[] mail) =>
            Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(mail).Replace("From: alice@example.org", $"From: {_address}", StringComparison.Ordinal));
    }
}
