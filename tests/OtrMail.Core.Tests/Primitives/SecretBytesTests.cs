using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Primitives;

/// <summary>Secrets are wiped, print nothing and compare in constant time.</summary>
public sealed class SecretBytesTests
{
    [Fact]
    public void The_buffer_is_zero_after_dispose_and_out_of_reach()
    {
        var secret = new SecretBytes([1, 2, 3]);
        byte[] buffer = secret.Buffer;
        Assert.Equal([1, 2, 3], buffer);
        secret.Dispose();
        Assert.Equal([0, 0, 0], buffer);
        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => secret.Writable.Length);
        Assert.Throws<ObjectDisposedException>(() => secret.Copy());
        secret.Dispose();
    }

    [Fact]
    public void A_copy_lives_on_by_itself()
    {
        var secret = new SecretBytes([1, 2, 3]);
        using SecretBytes copy = secret.Copy();
        secret.Dispose();
        Assert.Equal([1, 2, 3], copy.Span.ToArray());
    }

    [Fact]
    public void It_prints_its_length_only_and_compares_by_content()
    {
        using var secret = new SecretBytes([0xab, 0xcd]);
        Assert.Equal("SecretBytes(2)", secret.ToString());
        Assert.True(secret.FixedTimeEquals([0xab, 0xcd]));
        Assert.False(secret.FixedTimeEquals([0xab, 0xce]));
        Assert.False(secret.FixedTimeEquals([0xab]));
    }

    [Fact]
    public void Message_keys_print_nothing_and_are_wiped_with_their_owner()
    {
        MessageKeys keys = MailSuite.Default.Derive(
            new byte[32], new byte[32], new MessageContext(3, default, default, default, default, default));
        byte[] encryption = keys.EncryptionKey.Buffer;
        byte[] mac = keys.MacKey.Buffer;
        Assert.Equal(nameof(MessageKeys), keys.ToString());
        keys.Dispose();
        Assert.True(encryption.All(b => b == 0) && mac.All(b => b == 0));
    }

    [Fact]
    public void A_ratchet_key_pair_is_out_of_reach_after_dispose()
    {
        RatchetKeyPair pair = RatchetKeyPair.Generate(new SeededRandom(6));
        pair.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pair.Secret.Length);
        Assert.Throws<ObjectDisposedException>(() => pair.DhPrivate.Length);
        Assert.Throws<ObjectDisposedException>(() => pair.KemSeed.Length);
    }
}
