using OtrMail.Core.Keys;

namespace OtrMail.Core.Tests.Keys;

public sealed class LookAlikeTests
{
    [Theory]
    [InlineData("bob@example.org", "b\u043Eb@example.org")]
    [InlineData("bob@example.org", "b0b@example.org")]
    [InlineData("paul@example.org", "pau1@example.org")]
    [InlineData("paul@example.org", "\u0440\u0430ul@example.org")]
    [InlineData("bob@example.org", "bob@ex\u0430mple.org")]
    [InlineData("bob@example.org", "bob@xn--exmple-4nf.org")]
    [InlineData("tom@example.org", "torn@example.org")]
    [InlineData("bob@example.org", "bo\u0301b@example.org")]
    [InlineData("bob@my-bank.example", "bob@my_bank.example")]
    [InlineData("\u03BF\u03C1@example.org", "op@example.org")]
    public void Addresses_that_look_alike_are_told_apart_from_equal_ones(string one, string other)
    {
        Assert.Equal([Address.Parse(other)], LookAlike.Among([Address.Parse("carol@example.com"), Address.Parse(other)], Address.Parse(one)));
        Assert.Equal([Address.Parse(one)], LookAlike.Among([Address.Parse(one)], Address.Parse(other)));
    }

    [Theory]
    [InlineData("bob@example.org", "BOB@EXAMPLE.org")]
    [InlineData("bob@example.org", "rob@example.org")]
    [InlineData("bob@example.org", "bob@example.net")]
    [InlineData("alice@example.org", "alice.b@example.org")]
    [InlineData("bob@xn--a.example", "bob@example.org")]
    public void Equal_and_plainly_different_addresses_are_not_look_alikes(string one, string other) =>
        Assert.Empty(LookAlike.Among([Address.Parse(one)], Address.Parse(other)));
}
