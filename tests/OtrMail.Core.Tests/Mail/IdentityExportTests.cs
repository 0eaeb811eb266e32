using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Storage;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Tests.Mail;

/// <summary>What moves to a new machine.</summary>
public sealed class IdentityExportTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly Person _alice;
    private readonly Person _bob;

    public IdentityExportTests()
    {
        _alice = new Person("alice", _clock, rsaIndex: 0);
        _bob = new Person("bob", _clock, rsaIndex: 1);
        _alice.Knows(_bob);
        Person.Acquaint(_alice, _bob);
    }

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    [Fact]
    public void What_is_read_encodes_to_the_same_bytes_and_a_shorter_or_longer_one_is_refused()
    {
        byte[] bytes = Export();
        Assert.True(IdentityExport.TryRead(bytes, out IdentityExport? export));
        using (export)
        using (WireWriter again = export.Encode())
            Assert.Equal(bytes, again.ToArray());
        Assert.False(IdentityExport.TryRead([.. bytes, 0], out _));
        for (int length = 0; length < bytes.Length; length += 97)
            Assert.False(IdentityExport.TryRead(bytes.AsSpan(0, length), out _));
    }

    [Fact]
    public void Neither_the_signing_key_nor_any_ratchet_key_moves()
    {
        byte[] bytes = Export();
        using (PostboxTransaction transaction = _alice.Postbox.Begin())
            Assert.True(bytes.AsSpan().IndexOf(transaction.Own.Signing.Key.ExportPrime()) < 0);
        foreach (var record in _alice.Store.State.Kinds["session"].SelectMany(scope => scope.Value))
        {
            for (int at = 0; at + 32 <= record.Value.Value.Length; at++)
                Assert.True(bytes.AsSpan().IndexOf(record.Value.Value.AsSpan(at, 32)) < 0, $"32 bytes of a session, from {at}");
        }
    }

    [Fact]
    public void It_is_taken_into_an_empty_store_only()
    {
        Assert.True(IdentityExport.TryRead(Export(), out IdentityExport? export));
        using (export)
        {
            Assert.Null(_bob.Postbox.ImportIdentity(export));
            using var store = new MemoryStore();
            KeyBundle? bundle = new Postbox(store, _alice.Postbox.Options).ImportIdentity(export);
            Assert.Equal(_alice.Fingerprint, bundle?.IdentityFingerprint);
            Assert.True(bundle!.Serial > _alice.CurrentBundle().Serial);
        }
    }

    private byte[] Export()
    {
        using PostboxTransaction transaction = _alice.Postbox.Begin();
        using IdentityExport export = transaction.ExportIdentity();
        using WireWriter encoded = export.Encode();
        return encoded.ToArray();
    }
}
