using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Storage;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Vectors;

/// <summary>
/// Makes the vectors <c>csharp-*</c>: an ordinary correspondence with fixed keys. Without OTRMAIL_WRITE_VECTORS they go to
/// a temporary folder, where the second implementation reads them; with it the missing ones are added to tests/vectors.
/// RSA-PSS is randomised, so each run makes other bytes.
/// </summary>
public sealed class VectorMakerTests : IDisposable
{
    private readonly Person _alice = new("alice", rsaIndex: 50);
    private readonly Person _bob = new("bob", rsaIndex: 51);
    private readonly Dictionary<string, string> _made = [];

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    [PythonFact]
    public void The_second_implementation_reads_what_is_freshly_made()
    {
        MakeAll();
        string folder = Directory.CreateTempSubdirectory("otrmail-vectors-").FullName;
        try
        {
            foreach ((string name, string json) in _made)
                File.WriteAllText(Path.Combine(folder, name + ".json"), json);
            (int exit, string output) = Check(folder);
            Assert.True(exit == 0, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        if (Environment.GetEnvironmentVariable("OTRMAIL_WRITE_VECTORS") is null)
            return;
        foreach ((string name, string json) in _made)
        {
            string file = Path.Combine(MailVector.Folder, name + ".json");
            if (!File.Exists(file)) // a vector is never overwritten: delete it first
                File.WriteAllText(file, json);
        }
    }

    [PythonFact]
    public void The_second_implementation_agrees_on_every_vector()
    {
        (int exit, string output) = Check(MailVector.Folder);
        Assert.True(exit == 0, output);
    }

    private static (int Exit, string Output) Check(string folder)
    {
        using Process process = Process.Start(new ProcessStartInfo(PythonFactAttribute.Executable!)
        {
            ArgumentList = { "-B", Path.Combine(TestFiles.Tests, "second", "check_vectors.py"), folder },
            RedirectStandardOutput = true,
        })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private void MakeAll()
    {
        _alice.Knows(_bob);
        Exchange("csharp-first", "A First to somebody who is offline.", _alice, _bob, "Hello Bob");
        Exchange("csharp-reply", "His Reply, which reveals the MAC key of the First.", _bob, _alice, "Hello Alice");
        Exchange("csharp-data", "A Data from key 1 to key 2.", _alice, _bob, "On we go");
        Exchange("csharp-data-back", "A Data from key 2 to key 2.", _bob, _alice, "Yes");
        Exchange("csharp-data-folded", "A Data with an attachment whose base64 is folded.", _alice, _bob, Attachment());
    }

    private static string Attachment()
    {
        byte[] bytes = new byte[1000];
        new SeededRandom(1000).Fill(bytes);
        return "attached\r\n" + Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks);
    }

    private void Exchange(string name, string description, Person from, Person to, string body)
    {
        from.Clock.Seconds += 100;
        to.Clock.Seconds = from.Clock.Seconds;
        byte[] mail = Encoding.ASCII.GetBytes($"From: {from.Address}\r\nSubject: {description}\r\n\r\n{body}\r\n");
        using (PostboxTransaction transaction = from.Postbox.Begin())
        {
            SealResult result = transaction.Seal(
                to.Address, new MailContent(mail, Encoding.ASCII.GetBytes("Subject: [...]\r\n")));
            transaction.Commit();
            Add(name, description, from, to, result.Mail!.Packet);
            Assert.True(to.Read(result.Mail).IsOpened);
        }
    }

    private void Add(string name, string description, Person from, Person to, byte[] bytes)
    {
        Packet packet = Outsider.Parse(bytes);
        bool isFirst = packet.Header.Type == PacketType.First;
        byte[] identity = to.Bundle.Identity.Modulus.ToArray();
        byte[] sender = isFirst ? [] : from.Bundle.Identity.Modulus.ToArray();
        (byte[] recipientKey, byte[] senderKey) = Keys(packet.Header, from, to);
        (Plaintext plaintext, string macKey) = VectorContents.Open(packet, identity, sender, recipientKey, senderKey);
        KeyBundle? bundle = plaintext.Bundle.IsEmpty ? null : from.Bundle;
        var json = new Dictionary<string, object>
        {
            ["description"] = description,
            ["type"] = Convert.ToString(packet.Header.Type, System.Globalization.CultureInfo.InvariantCulture)!.ToLowerInvariant(),
            ["now"] = to.Clock.Seconds,
            ["recipientIdentity"] = Hex(identity),
            ["recipientBundle"] = Hex(to.Bundle.Bytes.Span),
            ["senderIdentity"] = Hex(sender),
            ["recipientKey"] = Hex(recipientKey),
            ["senderKey"] = Hex(senderKey),
            ["packet"] = Hex(bytes),
            ["expected"] = "accepted",
            ["macKey"] = macKey,
            ["headerHash"] = Hex(packet.Header.Hash.Span),
            ["kind"] = (int)plaintext.Content.Kind,
            ["resent"] = plaintext.Content.Resent,
            ["stamp"] = plaintext.Stamp,
            ["echo"] = plaintext.Echo,
            ["nextKey"] = Hex(plaintext.NextKey.Bytes.Span),
            ["bundleSerial"] = bundle?.Serial ?? 0,
            ["naks"] = Array.Empty<string>(),
            ["outerRecord"] = Hex(plaintext.Content.OuterRecord.Span),
            ["mail"] = Hex(plaintext.Content.Mail.Span),
            ["revealedMacKeys"] = packet.RevealedMacKeys.Select(key => Hex(key)).ToArray(),
            ["publishedSigningKeys"] = Array.Empty<string>(),
        };
        _made.Add(name, JsonSerializer.Serialize(json, Indented) + "\n");
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The recipient's private key and, of a Data, the sender's public one, out of the recipient's store.</summary>
    private static (byte[] RecipientKey, byte[] SenderKey) Keys(PacketHeader header, Person from, Person to)
    {
        if (header.Type == PacketType.First)
        {
            using PostboxTransaction postbox = to.Postbox.Begin();
            using Prekey? prekey = postbox.Own.FindPrekey(header.RecipientKeyId);
            return (prekey!.Seed.ToArray(), []);
        }

        Contact contact = to.ContactOf(from)!;
        using IStoreTransaction transaction = to.Store.Begin();
        using Correspondence correspondence = Correspondence.Load(transaction, contact, MailSuite.Default);
        Session session = correspondence.Find(header.SessionId)!;
        Assert.True(session.Keys.TryOwn(header.RecipientKeyId, out OwnKey<RatchetKeyPair>? own));
        return (own.Pair.Secret.ToArray(), header.Type == PacketType.Reply
            ? []
            : session.Keys.PeerKeys.Single(key => key.Id == header.SenderKeyId).Key.Bytes.ToArray());
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
