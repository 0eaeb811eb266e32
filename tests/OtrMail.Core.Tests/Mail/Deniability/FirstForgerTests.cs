using OtrMail.Core.Mail;
using OtrMail.Core.Mail.Deniability;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Mail.Deniability;

/// <summary>Firsts that Alice never wrote.</summary>
public sealed class FirstForgerTests : IDisposable
{
    private static readonly byte[] NeverWritten = Person.Text("alice@example.org", "never written");

    private readonly TestClock _clock = new();
    private readonly Person _alice;
    private readonly Person _bob;
    private readonly Person _carol;

    public FirstForgerTests()
    {
        _alice = new Person("alice", _clock, rsaIndex: 0);
        _bob = new Person("bob", _clock, rsaIndex: 1);
        _carol = new Person("carol", _clock, rsaIndex: 2);
        _alice.Knows(_bob);
    }

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
        _carol.Dispose();
    }

    private static MailContent Content => new(NeverWritten, Array.Empty<byte>());

    private byte[] PrimeOfAlice => RsaPool.Take((_alice.RsaIndex * 2) + 1).ExportPrime();

    private byte[] ByBob()
    {
        using PostboxTransaction transaction = _bob.Postbox.Begin();
        SealResult result = FirstForger.AsRecipient(
            _alice.Bundle, transaction.Own.Bundle, transaction.Own.Identity, Content, _clock.Seconds, _bob.Random);
        return result.Mail!.Packet;
    }

    private byte[] ByAnybody() => FirstForger.WithPublishedPrime(
        _alice.Bundle, PrimeOfAlice, _bob.Bundle, Content, _clock.Seconds, _carol.Random)!.Mail!.Packet;

    [Fact]
    public void What_the_recipient_forges_verifies_and_he_would_have_read_it()
    {
        byte[] forged = ByBob();
        OfflineReading reading = Offline.Opens(_bob, forged);
        Assert.Equal(_alice.Fingerprint, reading.Sender);
        Assert.Equal(_alice.Address, reading.From);
        Assert.Equal(NeverWritten, reading.Content.Mail.ToArray());
        Assert.Equal("never written", Person.BodyOf(_bob.Read(forged).Mail!));
    }

    [Fact]
    public void What_anybody_forges_with_a_published_prime_verifies_as_well()
    {
        byte[] forged = ByAnybody();
        Assert.Equal(_alice.Fingerprint, Offline.Opens(_bob, forged).Sender);
        Assert.Equal("never written", Person.BodyOf(_bob.Read(forged).Mail!));
    }

    [Fact]
    public void A_reader_who_looks_at_dates_refuses_it_and_the_offline_check_does_not()
    {
        byte[] forged = ByAnybody();
        _clock.Pass(days: 91);
        Assert.Equal(MailFault.TooLate, _bob.Refuses(forged));
        Offline.Opens(_bob, forged);
    }

    [Fact]
    public void Forged_and_real_have_the_same_shape()
    {
        SealResult real = _alice.TryWrite(_bob.Address, NeverWritten);
        Packet one = Outsider.Parse(real.Mail!);
        MailContent same = Content;
        foreach (byte[] forged in new[] { ByBob(), ByAnybody() })
        {
            Packet other = Outsider.Parse(forged);
            Assert.Equal(one.Bytes.Length, other.Bytes.Length);
            Assert.Equal(one.Ciphertext.Length, other.Ciphertext.Length);
            Assert.Equal(one.Header.Bytes.Length, other.Header.Bytes.Length);
            Assert.Equal(
                (one.Header.Type, one.Header.SenderKeyId, one.Header.RecipientKeyId),
                (other.Header.Type, other.Header.SenderKeyId, other.Header.RecipientKeyId));
            Assert.Equal((one.RevealedMacKeys.Count, one.PublishedKeys.Count), (other.RevealedMacKeys.Count, other.PublishedKeys.Count));
            Assert.Equal(Offline.Opens(_bob, one.Bytes.ToArray()) with { Content = same }, Offline.Opens(_bob, forged) with { Content = same });
        }
    }

    [Fact]
    public void A_prime_of_another_key_forges_nothing()
    {
        byte[] other = RsaPool.Take((_carol.RsaIndex * 2) + 1).ExportPrime();
        foreach (byte[] prime in new[] { other, [], [1], [0, .. PrimeOfAlice], _alice.Bundle.Signing.Modulus.ToArray() })
            Assert.Null(FirstForger.WithPublishedPrime(_alice.Bundle, prime, _bob.Bundle, Content, 1, _carol.Random));
    }

    [Fact]
    public void Nobody_else_forges_as_recipient()
    {
        using RsaPrivateKey carols = RsaPool.Take(_carol.RsaIndex * 2);
        Assert.Throws<ArgumentException>(() => FirstForger.AsRecipient(
            _alice.Bundle, _bob.Bundle, carols, Content, _clock.Seconds, _carol.Random));
    }
}
