using System.Text;
using OtrMail.Core.Mail;
using OtrMail.Core.Mail.Deniability;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Mail.Deniability;

/// <summary>Other words in captured mails, put there by somebody who has no secret of anybody.</summary>
public sealed class PacketAltererTests : IDisposable
{
    private const string Said = "I have decided to leave.";
    private const string NeverSaid = "I have decided to stay!!";

    private readonly Person _alice = new("alice", rsaIndex: 0);
    private readonly Person _bob = new("bob", rsaIndex: 1);

    public PacketAltererTests() => _alice.Knows(_bob);

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    /// <summary>A mail that was captured, a later one that reveals its MAC key, and its reader before he read it.</summary>
    private sealed record Captured(Person Sender, Person Reader, MemoryStore Before, byte[] Packet, byte[] MacKey, MailContent Old);

    private static MailContent ContentOf(Person sender, string body) => new(Mail(sender, body), Array.Empty<byte>());

    private static byte[] Mail(Person sender, string body) => Encoding.UTF8.GetBytes($"From: {sender.Address}\r\nSubject: x\r\n\r\n{body}\r\n");

    private Captured Capture(PacketType type, string body = Said)
    {
        if (type != PacketType.First)
            _bob.Body(_alice.Write(_bob, "opens"));
        if (type == PacketType.Data)
            _alice.Body(_bob.Write(_alice, "answers"));
        (Person sender, Person reader) = type == PacketType.Reply ? (_bob, _alice) : (_alice, _bob);
        SealedMail mail = sender.TryWrite(reader.Address, Mail(sender, body)).Mail!;
        Assert.Equal(type, mail.Type);
        MemoryStore before = reader.Store.Clone();
        reader.Body(mail);
        SealedMail later = reader.Write(sender, "later");
        return new Captured(sender, reader, before, mail.Packet, Outsider.KeyFor(mail.Packet, later), ContentOf(sender, body));
    }

    private static byte[]? Alter(Captured captured, string to, KnownLayout layout, out AlterFault fault) => PacketAlterer.Alter(
        Outsider.Parse(captured.Packet), captured.MacKey, captured.Old, ContentOf(captured.Sender, to), layout, out fault);

    [Theory]
    [InlineData(PacketType.First)]
    [InlineData(PacketType.Reply)]
    [InlineData(PacketType.Data)]
    public void An_altered_mail_verifies_deceives_who_has_not_read_it_and_nobody_who_has(PacketType type)
    {
        Captured captured = Capture(type);
        byte[]? altered = Alter(captured, NeverSaid, new KnownLayout { Sender = captured.Sender.Bundle }, out AlterFault fault);
        Assert.Equal(AlterFault.None, fault);
        Assert.Equal(captured.Packet.Length, altered!.Length);
        Assert.NotNull(OfflineCheck.FindMacKey(Outsider.Parse(altered), [captured.MacKey]));
        Assert.Equal(Mail(captured.Sender, NeverSaid), Offline.Opens(captured.Reader, altered).Content.Mail.ToArray());
        captured.Reader.RefusesUnchanged(MailFault.AlteredReplay, altered);
        captured.Reader.Restore(captured.Before);
        Assert.Equal(NeverSaid, Person.BodyOf(captured.Reader.Read(altered).Mail!));
        captured.Reader.RefusesUnchanged(MailFault.AlteredReplay, captured.Packet); // and now the real one is the altered one
    }

    [Theory]
    [InlineData("No.")]
    [InlineData("")]
    [InlineData("I have decided to stay, for the time being.")]
    public void The_new_mail_may_be_as_long_as_the_padding_lets_it(string body)
    {
        Captured captured = Capture(PacketType.Data);
        byte[]? altered = Alter(captured, body, new KnownLayout(), out AlterFault fault);
        if (altered is null)
        {
            Assert.Equal(AlterFault.NewDoesNotFit, fault);
            return;
        }

        Assert.Equal(Mail(captured.Sender, body), Offline.Opens(captured.Reader, altered).Content.Mail.ToArray());
    }

    [Fact]
    public void A_mail_of_another_length_class_does_not_fit()
    {
        Captured captured = Capture(PacketType.Data);
        Assert.Null(Alter(captured, new string('a', 5000), new KnownLayout(), out AlterFault fault));
        Assert.Equal(AlterFault.NewDoesNotFit, fault);
    }

    [Fact]
    public void Mails_of_one_length_whose_coded_forms_differ_do_not_fit()
    {
        string base64 = Convert.ToBase64String(new byte[3000], Base64FormattingOptions.InsertLineBreaks);
        Captured captured = Capture(PacketType.Data, base64);
        Assert.Null(Alter(captured, new string('a', base64.Length), new KnownLayout(), out AlterFault fault));
        Assert.Equal(AlterFault.NewDoesNotFit, fault);
        string other = Convert.ToBase64String(Enumerable.Repeat((byte)7, 3000).ToArray(), Base64FormattingOptions.InsertLineBreaks);
        byte[]? altered = Alter(captured, other, new KnownLayout(), out _);
        Assert.Equal(Mail(captured.Sender, other), Offline.Opens(captured.Reader, altered!).Content.Mail.ToArray());
    }

    [Fact]
    public void The_outer_record_goes_with_the_new_headers()
    {
        _bob.Body(_alice.Write(_bob, "opens"));
        _alice.Body(_bob.Write(_alice, "answers"));
        MailContent old = Outgoing("Mon, 2 Nov 2026 09:14:31 +0100");
        MailContent replacement = Outgoing("Tue, 3 Nov 2026 10:00:00 +0100");
        using PostboxTransaction transaction = _alice.Postbox.Begin();
        SealedMail mail = transaction.Seal(_bob.Address, old).Mail!;
        transaction.Commit();
        transaction.Dispose();
        _bob.Body(mail);
        byte[] key = Outsider.KeyFor(mail.Packet, _bob.Write(_alice, "later"));
        byte[]? altered = PacketAlterer.Alter(Outsider.Parse(mail), key, old, replacement, new KnownLayout { Sender = _alice.Bundle }, out _);
        OfflineReading reading = Offline.Opens(_bob, altered!);
        Assert.Equal(replacement.OuterRecord.ToArray(), reading.Content.OuterRecord.ToArray());
        Assert.Equal(replacement.Mail.ToArray(), reading.Content.Mail.ToArray());

        static MailContent Outgoing(string date)
        {
            byte[] raw = Encoding.ASCII.GetBytes($"From: alice@example.org\r\nTo: bob@example.org\r\nDate: {date}\r\n\r\nsaid\r\n");
            Assert.True(OutgoingMail.TryParse(raw, out OutgoingMail? mail, out _));
            return new MailContent(mail.Inner, OuterRecord.Of(mail).Encode());
        }
    }

    [Fact]
    public void Under_another_mac_key_nothing_is_altered()
    {
        Captured captured = Capture(PacketType.Data);
        Assert.Null(Alter(captured with { MacKey = new byte[32] }, NeverSaid, new KnownLayout(), out AlterFault fault));
        Assert.Equal(AlterFault.WrongMacKey, fault);
    }

    [Theory]
    [InlineData(PacketType.First)]
    [InlineData(PacketType.Reply)]
    public void A_first_and_a_reply_need_the_senders_bundle(PacketType type)
    {
        Assert.Null(Alter(Capture(type), NeverSaid, new KnownLayout(), out AlterFault fault));
        Assert.Equal(AlterFault.NeedsSender, fault);
    }

    [Fact]
    public void With_the_wrong_old_mail_the_mac_verifies_and_the_content_is_garbage()
    {
        Captured captured = Capture(PacketType.Data);
        byte[]? altered = Alter(captured with { Old = ContentOf(_alice, "I have decided to move!!") }, NeverSaid, new KnownLayout(), out _);
        Assert.NotNull(OfflineCheck.FindMacKey(Outsider.Parse(altered!), [captured.MacKey]));
        byte[] got = Offline.Opens(_bob, altered!).Content.Mail.ToArray();
        Assert.NotEqual(Mail(_alice, NeverSaid), got);
        Assert.Equal(got.Length, Mail(_alice, NeverSaid).Length);
    }

    [Fact]
    public void An_old_mail_that_does_not_fit_the_packet_is_told()
    {
        Captured captured = Capture(PacketType.Data);
        Assert.Null(Alter(captured with { Old = ContentOf(_alice, new string('a', 9000)) }, NeverSaid, new KnownLayout(), out AlterFault fault));
        Assert.Equal(AlterFault.OldDoesNotFit, fault);
        Assert.Null(Alter(captured, NeverSaid, new KnownLayout { Sender = _alice.Bundle, CarriesBundle = true }, out fault));
        Assert.Equal(AlterFault.OldDoesNotFit, fault);
    }

    [Fact]
    public void In_a_long_data_it_must_be_said_whether_it_carries_a_bundle()
    {
        string said = string.Concat(Enumerable.Repeat("words, words; ", 80_000));
        Captured captured = Capture(PacketType.Data, said);
        string other = "other" + said[5..];
        Assert.Null(Alter(captured, other, new KnownLayout { Sender = _alice.Bundle }, out AlterFault fault));
        Assert.Equal(AlterFault.BundleUnclear, fault);
        byte[]? altered = Alter(captured, other, new KnownLayout { Sender = _alice.Bundle, CarriesBundle = false }, out _);
        Assert.Equal(Mail(_alice, other), Offline.Opens(_bob, altered!).Content.Mail.ToArray());
    }

    [Fact]
    public void In_a_long_first_the_recipients_bundle_tells_how_long_the_signature_is()
    {
        string said = string.Concat(Enumerable.Repeat("words, words; ", 3_000));
        Captured captured = Capture(PacketType.First, said);
        string other = "other" + said[5..];
        Assert.Null(Alter(captured, other, new KnownLayout { Sender = _alice.Bundle }, out AlterFault fault));
        Assert.Equal(AlterFault.RingUnclear, fault);
        byte[]? altered = Alter(captured, other, new KnownLayout { Sender = _alice.Bundle, Recipient = _bob.Bundle }, out _);
        Assert.Equal(Mail(_alice, other), Offline.Opens(_bob, altered!).Content.Mail.ToArray());
    }

    [Fact]
    public void What_was_altered_without_the_mac_key_verifies_nowhere()
    {
        Captured captured = Capture(PacketType.Data);
        byte[] altered = Outsider.Alter(captured.Packet, new byte[32], bit: 8 * 1300);
        Assert.Null(OfflineCheck.FindMacKey(Outsider.Parse(altered), [captured.MacKey]));
        Assert.Equal(MailFault.NotAuthentic, Offline.Refuses(_bob, altered));
        Offline.Refuses(_alice, captured.Packet); // who sent it cannot open it
    }
}
