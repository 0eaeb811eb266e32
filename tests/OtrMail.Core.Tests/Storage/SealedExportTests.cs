using System.Text;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Storage;

/// <summary>Secrets that leave the store in a file.</summary>
public sealed class SealedExportTests
{
    private static readonly PassphraseCost Cheap = new(64, 1, 1);

    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("what moves to a new machine");

    [Fact]
    public void What_a_passphrase_sealed_only_that_passphrase_opens()
    {
        byte[] bytes = SealedExport.Make(Secret, "right"u8.ToArray(), Cheap, SystemRandomSource.Instance);
        Assert.True(bytes.AsSpan().IndexOf(Secret) < 0);
        Assert.True(SealedExport.TryRead(bytes, out SealedExport? export));
        Assert.True(export.NeedsPassphrase);
        Assert.False(export.TryOpen("wrong"u8.ToArray(), out _));
        Assert.False(export.TryOpen(null, out _));
        Assert.True(export.TryOpen("right"u8.ToArray(), out byte[]? content));
        Assert.Equal(Secret, content);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_changed_byte_is_noticed(bool isSealed)
    {
        byte[]? passphrase = isSealed ? "right"u8.ToArray() : null;
        byte[] bytes = SealedExport.Make(Secret, passphrase, Cheap, SystemRandomSource.Instance);
        for (int i = 0; i < bytes.Length; i++)
        {
            if (i is >= 10 and < 22 && isSealed)
                continue; // the cost: a larger one takes long
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            Assert.False(SealedExport.TryRead(changed, out SealedExport? export) && export.TryOpen(passphrase, out _), $"byte {i}");
        }

        for (int length = 0; length < bytes.Length; length++)
            Assert.False(SealedExport.TryRead(bytes[..length], out SealedExport? export) && export.TryOpen(passphrase, out _));
    }

    [Fact]
    public void An_empty_passphrase_is_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => SealedExport.Make(Secret, [], Cheap, SystemRandomSource.Instance));
}
