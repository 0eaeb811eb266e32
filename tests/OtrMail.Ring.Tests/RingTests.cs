namespace OtrMail.Ring.Tests;

public class RingTests
{
    [Fact]
    public void Members_stand_in_the_order_of_their_fingerprints_however_they_came()
    {
        RsaPublicKey[] keys = [.. TestKeys.Many(2048, 9).Select(key => key.Public)];
        Assert.True(OtrMail.Ring.Ring.TryCreate(keys, out Ring? ring));
        Assert.True(OtrMail.Ring.Ring.TryCreate(keys.Reverse(), out Ring? again));
        Assert.Equal(ring.Members, again.Members);
        string[] fingerprints = [.. ring.Members.Select(member => member.ToString())];
        Assert.Equal(fingerprints.Order(StringComparer.Ordinal), fingerprints);
    }

    [Fact]
    public void The_longest_modulus_gives_the_domain()
    {
        (Ring ring, _) = TestKeys.Ring(TestKeys.Of(2048), TestKeys.Of(3072), TestKeys.Of(2560));
        Assert.Equal(416, ring.DomainBytes);
        Assert.Equal(4 * 416, ring.SignatureBytes);
    }

    [Fact]
    public void None_too_many_and_the_same_twice_are_refused()
    {
        RsaPublicKey key = TestKeys.Of(3072).Public;
        Assert.True(RsaPublicKey.TryImport(key.Modulus, out RsaPublicKey? again));
        Assert.False(OtrMail.Ring.Ring.TryCreate([], out _));
        Assert.False(OtrMail.Ring.Ring.TryCreate([key, again], out _));
        Assert.False(OtrMail.Ring.Ring.TryCreate([key, TestKeys.Of(2048).Public, again], out _));
        Assert.True(OtrMail.Ring.Ring.TryCreate(TestKeys.Many(2048, 255).Select(member => member.Public), out _));
        Assert.False(OtrMail.Ring.Ring.TryCreate([key, .. TestKeys.Many(2048, 255).Select(member => member.Public)], out _));
    }

    [Fact]
    public void Nulls_are_the_callers_mistake()
    {
        Assert.Throws<ArgumentNullException>(() => OtrMail.Ring.Ring.TryCreate(null!, out _));
        Assert.Throws<ArgumentException>(() => OtrMail.Ring.Ring.TryCreate([TestKeys.Of(2048).Public, null!], out _));
    }

    [Fact]
    public void Members_cannot_be_changed_from_outside()
    {
        (Ring ring, _) = TestKeys.Ring(TestKeys.Of(2048), TestKeys.Of(3072));
        Assert.False(ring.Members is RsaPublicKey[]);
    }
}
