using OtrMail.Core.Mail;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Vectors;

/// <summary>Every vector of tests/vectors/mail, whoever made it.</summary>
public sealed class MailVectorTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, MailVector>> All = new(MailVector.LoadAll);

    public static TheoryData<string> Names => [.. All.Value.Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<string> Accepted =>
        [.. All.Value.Values.Where(v => v.IsAccepted).Select(v => v.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_packet_is_judged_as_its_file_says(string name)
    {
        MailVector vector = All.Value[name];
        using var postbox = new VectorPostbox(vector);
        OpenResult result = postbox.Open();
        Assert.Equal(Expected(vector), result.IsOpened ? "accepted" : result.Refusal.Fault.ToString());
        if (!result.IsOpened)
            return;
        MailContent content = result.Mail.Content;
        Assert.Equal(vector.Text("type"), result.Mail.Type.ToString(), ignoreCase: true);
        Assert.Equal(vector.Text("mail"), Convert.ToHexStringLower(content.Mail.Span));
        Assert.Equal(vector.Text("outerRecord"), Convert.ToHexStringLower(content.OuterRecord.Span));
        Assert.Equal(vector.Number("kind"), (long)content.Kind);
        Assert.Equal(vector.Flag("resent"), content.Resent);
        Assert.Equal(vector.Number("stamp"), result.Mail.Stamp);
        Assert.Equal(
            vector.List("naks"),
            (content.Naks ?? []).Select(nak => $"{Convert.ToHexStringLower(nak.SessionId)}:{Convert.ToHexStringLower(nak.HeaderHash)}"));
        Assert.Equal(
            (vector.Text("macKey"), vector.Text("nextKey"), vector.Number("bundleSerial")), postbox.Kept(result.Mail.Sender));
    }

    /// <summary>With a session, a key that would announce key 2^31 is refused; the vectors' reader has none.</summary>
    private static string Expected(MailVector vector) =>
        vector.Text("type") == "data" && vector.IsAccepted
            && Outsider.Parse(vector.Bytes("packet")).Header.SenderKeyId == int.MaxValue
            ? nameof(MailFault.NotAuthentic)
            : vector.Text("expected");

    [Theory]
    [MemberData(nameof(Accepted))]
    public void An_accepted_packet_opened_by_hand_holds_what_its_file_says(string name)
    {
        MailVector vector = All.Value[name];
        Packet packet = Outsider.Parse(vector.Bytes("packet"));
        (Plaintext plaintext, string macKey) = VectorContents.Open(
            packet,
            vector.Bytes("recipientIdentity"),
            vector.Bytes("senderIdentity"),
            vector.Bytes("recipientKey"),
            vector.Bytes("senderKey"));
        Assert.Equal(vector.Text("macKey"), macKey);
        Assert.Equal(vector.Text("headerHash"), Convert.ToHexStringLower(packet.Header.Hash.Span));
        Assert.Equal(vector.Number("echo"), plaintext.Echo);
        Assert.Equal(vector.Number("stamp"), plaintext.Stamp);
        Assert.Equal(vector.List("revealedMacKeys"), packet.RevealedMacKeys.Select(Convert.ToHexStringLower));
        Assert.Equal(
            vector.Published,
            packet.PublishedKeys.Select(k => $"{Convert.ToHexStringLower(k.Fingerprint)}:{Convert.ToHexStringLower(k.Prime)}"));
    }

    [Fact]
    public void There_are_vectors_of_both_makers_and_of_every_type_and_of_both_verdicts()
    {
        foreach (string maker in new[] { "csharp-", "python-" })
        {
            foreach (string type in new[] { "first", "reply", "data" })
                Assert.Contains(All.Value.Values, v => v.Name.StartsWith(maker, StringComparison.Ordinal) && v.Text("type") == type && v.IsAccepted);
        }

        foreach (string fault in new[] { "Malformed", "UnsupportedVersion", "NotAuthentic", "ClockSuspect", "TooLate" })
            Assert.Contains(All.Value.Values, v => v.Text("expected") == fault);
    }
}
