using System.Text;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Tests;

/// <summary>One bit flipped in each region of each message type, through the program.</summary>
public sealed class TamperTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [Theory]
    [InlineData(PacketType.First)]
    [InlineData(PacketType.Reply)]
    [InlineData(PacketType.Data)]
    public void A_flipped_bit_anywhere_gets_no_output_and_changes_nothing(PacketType type)
    {
        byte[] mail = MailOf(type);
        byte[] packet = Household.PacketOf(mail);
        Assert.True(Packet.TryParse(packet, MailLimits.Default, out Packet? parsed, out _));
        Assert.Equal(type, parsed.Header.Type);
        string state = _people.StateOf("bob");
        foreach ((string region, int offset) in Regions(parsed))
        {
            byte[] altered = [.. packet];
            altered[offset] ^= 1;
            RunResult read = _people.Run("bob", Again(mail, altered), "decrypt", "-o", _people["out.eml"]);
            Assert.True(read.ExitCode is 65 or 76, $"{region}: {read.ExitCode} {read.Error}");
            read.Refused(read.ExitCode);
            Assert.False(File.Exists(_people["out.eml"]), region);
        }

        Assert.Equal(state, _people.StateOf("bob"));
        _people.Run("bob", mail, "decrypt").Ok();
    }

    [Theory]
    [InlineData(PacketType.First)]
    [InlineData(PacketType.Reply)]
    [InlineData(PacketType.Data)]
    public void A_flipped_bit_in_any_of_many_bytes_is_refused(PacketType type)
    {
        byte[] mail = MailOf(type);
        byte[] packet = Household.PacketOf(mail);
        string state = _people.StateOf("bob");
        for (int offset = 0; offset < packet.Length; offset += 61)
        {
            byte[] altered = [.. packet];
            altered[offset] ^= (byte)(1 << (offset % 8));
            RunResult read = _people.Read("bob", Again(mail, altered));
            Assert.True(read.ExitCode is 65 or 76, $"byte {offset}: {read.ExitCode} {read.Error}");
            read.Refused(read.ExitCode);
        }

        Assert.Equal(state, _people.StateOf("bob"));
    }

    [Fact]
    public void A_mail_altered_under_its_revealed_mac_key_is_an_altered_replay()
    {
        byte[] mail = _people.Encrypted("alice", "bob");
        _people.Read("bob", mail).Ok();
        byte[] answer = Household.PacketOf(_people.Encrypted("bob", "alice", "answer"));
        Assert.True(Packet.TryParse(answer, MailLimits.Default, out Packet? revealing, out _));
        byte[] packet = Household.PacketOf(mail);
        Assert.True(Packet.TryParse(packet, MailLimits.Default, out Packet? parsed, out _));
        packet[parsed.Header.Bytes.Length + 4 + 3000] ^= 1;
        System.Security.Cryptography.HMACSHA256.HashData(revealing.RevealedMacKeys[0], packet.AsSpan(0, packet.Length - 32))
            .CopyTo(packet.AsSpan(packet.Length - 32));
        RunResult read = _people.Run("bob", packet, "decrypt").Refused(65);
        Assert.Contains("read already", read.Error);
    }

    private byte[] MailOf(PacketType type)
    {
        switch (type)
        {
            case PacketType.Reply:
                _people.Read("alice", _people.Encrypted("bob", "alice", "1")).Ok();
                break;
            case PacketType.Data:
                _people.Read("alice", _people.Encrypted("bob", "alice", "1")).Ok();
                _people.Read("bob", _people.Encrypted("alice", "bob", "2")).Ok();
                _people.Read("alice", _people.Encrypted("bob", "alice", "3")).Ok();
                break;
            case PacketType.First:
            default:
                break;
        }

        return _people.Encrypted("alice", "bob", "the mail");
    }

    private static IEnumerable<(string Region, int Offset)> Regions(Packet packet)
    {
        int header = packet.Header.Bytes.Length;
        int ciphertext = packet.Ciphertext.Length;
        yield return ("magic", 1);
        yield return ("version", 5);
        yield return ("type", 6);
        yield return ("session ID", 10);
        yield return ("sender key ID", 26);
        yield return ("recipient key ID", 30);
        yield return ("KEM ciphertext", 500);
        yield return ("end of the header", header - 1);
        yield return ("ciphertext length", header + 3);
        yield return ("start of the ciphertext", header + 4);
        yield return ("end of the ciphertext", header + 4 + ciphertext - 1);
        yield return ("revealed keys' length", header + 4 + ciphertext + 3);
        if (packet.RevealedMacKeys.Count > 0)
            yield return ("revealed key", header + 4 + ciphertext + 4 + 5);
        yield return ("number of published keys", packet.Bytes.Length - 33);
        yield return ("MAC", packet.Bytes.Length - 1);
    }

    /// <summary>The mail around another packet.</summary>
    private static byte[] Again(byte[] mail, byte[] packet)
    {
        string text = Encoding.ASCII.GetString(mail);
        int start = text.IndexOf("T1RST", StringComparison.Ordinal);
        int end = text.IndexOf("\n--=_otrmail_", start, StringComparison.Ordinal);
        string base64 = Convert.ToBase64String(packet, Base64FormattingOptions.InsertLineBreaks).Replace("\r", "", StringComparison.Ordinal);
        return Encoding.ASCII.GetBytes(text[..start] + base64 + text[end..]);
    }
}
