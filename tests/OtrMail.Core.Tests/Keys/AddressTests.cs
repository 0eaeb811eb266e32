using System.Text;
using OtrMail.Core.Keys;

namespace OtrMail.Core.Tests.Keys;

/// <summary>The one form in which addresses are compared.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("Alice@Example.ORG", "alice@example.org")]
    [InlineData("alice@bücher.example", "alice@xn--bcher-kva.example")]
    [InlineData("alice@BÜCHER.example", "alice@xn--bcher-kva.example")]
    [InlineData("alice@XN--BCHER-KVA.example", "alice@xn--bcher-kva.example")]
    [InlineData("Ünal@example.org", "Ünal@example.org")] // beyond ASCII the local part stays as it is
    [InlineData("a+tag.x-y_z@example.org", "a+tag.x-y_z@example.org")]
    [InlineData("a@[192.0.2.1]", "a@[192.0.2.1]")]
    [InlineData("a@[IPv6:2001:DB8::1]", "a@[ipv6:2001:db8::1]")]
    [InlineData("\U0001F600@example.org", "\U0001F600@example.org")]
    public void An_address_has_one_canonical_form_and_it_is_stable(string text, string canonical)
    {
        Assert.True(Address.TryParse(text, out Address? address));
        Assert.Equal(canonical, address.ToString());
        Assert.Equal(canonical, Address.Parse(canonical).ToString());
        Assert.Equal(address, Address.Parse(canonical));
        Assert.Equal(address.GetHashCode(), Address.Parse(canonical).GetHashCode());
        Assert.Equal(canonical[(canonical.LastIndexOf('@') + 1)..], address.Domain);
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("alice")]
    [InlineData("alice@")]
    [InlineData("@example.org")]
    [InlineData("a b@example.org")]
    [InlineData("a\tb@example.org")]
    [InlineData("a\r\nBcc: x@example.org")]
    [InlineData("a\0b@example.org")]
    [InlineData("a\u00a0b@example.org")]
    [InlineData("<alice@example.org>")]
    [InlineData("alice@bob@example.org")]
    [InlineData("a,b@example.org")]
    [InlineData("\"a b\"@example.org")]
    [InlineData("a(b)@example.org")]
    [InlineData("a@example..org")]
    [InlineData("a@.example.org")]
    [InlineData("a@example.org.")]
    [InlineData("a@exa mple.org")]
    [InlineData("a@exam/ple.org")]
    [InlineData("a@[]")]
    [InlineData("a@[192.0.2.1")]
    [InlineData("a@[192.0.2.1]x")]
    [InlineData("a\u200bb@example.org")] // zero-width space
    [InlineData("a\u202eb@example.org")] // right-to-left override
    [InlineData("a\ufeffb@example.org")]
    [InlineData("a\ufffdb@example.org")] // what is left of bytes that are not UTF-8
    [InlineData(null)]
    public void What_is_not_plainly_an_address_is_refused(string? text) => Assert.False(Address.TryParse(text, out _));

    [Fact]
    public void A_lone_surrogate_is_refused() // in a fact: test names are UTF-8
    {
        Assert.False(Address.TryParse("a\ud800b@example.org", out _));
        Assert.False(Address.TryParse("a\udc00\ud800@example.org", out _));
        Assert.False(Address.TryParse("a@exa\ud800mple.org", out _));
    }

    [Fact]
    public void It_has_at_most_254_bytes_in_utf_8()
    {
        string domain = "@" + string.Join('.', Enumerable.Repeat(new string('d', 60), 3)) + ".org";
        Assert.True(Address.TryParse(new string('a', 254 - domain.Length) + domain, out Address? longest));
        Assert.Equal(254, Encoding.UTF8.GetByteCount(longest.ToString()));
        Assert.False(Address.TryParse(new string('a', 255 - domain.Length) + domain, out _));
        Assert.False(Address.TryParse(new string('é', (255 - domain.Length) / 2 + 1) + domain, out _));
    }

    [Fact]
    public void Parse_of_what_is_none_throws() => Assert.Throws<FormatException>(() => Address.Parse("nobody"));
}
