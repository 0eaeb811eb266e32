using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Storage;

public sealed class VaultTests : IDisposable
{
    private static readonly byte[] Right = "correct horse"u8.ToArray();
    private static readonly byte[] Other = "battery staple"u8.ToArray();

    private readonly StoreHome _home = new();

    [Fact]
    public void The_passphrase_is_asked_for_only_when_the_vault_is_sealed()
    {
        _home.Create().Dispose();
        Assert.False(Vault.NeedsPassphrase(_home.Options()));
        static byte[]? Ask() => throw new InvalidOperationException();
        SqliteStore.Open(_home.Options(), Ask, SystemRandomSource.Instance).Dispose();
    }

    [Fact]
    public void A_wrong_passphrase_and_none_are_refused()
    {
        _home.Create(Right).Dispose();
        Assert.True(Vault.NeedsPassphrase(_home.Options()));
        StoreHome.AssertFault(StoreFault.WrongPassphrase, () => _home.Open(null, Other));
        StoreHome.AssertFault(StoreFault.WrongPassphrase, () => _home.Open());
        StoreHome.AssertFault(StoreFault.WrongPassphrase, () => _home.Open(null, []));
        _home.Open(null, Right).Dispose();
    }

    [Fact]
    public void The_passphrase_that_was_supplied_is_wiped()
    {
        _home.Create(Right).Dispose();
        foreach (byte[] supplied in new byte[][] { [.. Right], [.. Other] })
        {
            try
            {
                SqliteStore.Open(_home.Options(), () => supplied, SystemRandomSource.Instance).Dispose();
            }
            catch (StoreException)
            {
                // the wrong one
            }

            Assert.Equal(new byte[supplied.Length], supplied);
        }
    }

    [Fact]
    public void The_passphrase_changes_without_the_store_being_written()
    {
        using (SqliteStore store = _home.Create(Right))
            StoreHome.Put(store, StoreHome.Secret, "s", "n", "value", forget: true);
        byte[] database = File.ReadAllBytes(_home.File("otrmail.db"));
        byte[] root = File.ReadAllBytes(_home.File("root"));
        foreach ((byte[]? from, byte[]? to) in new[] { (Right, Other), (Other, null), (null, Right) })
        {
            Vault.ChangePassphrase(_home.Options(), () => from?.ToArray(), () => to?.ToArray(), SystemRandomSource.Instance);
            Assert.Equal(to is not null, Vault.NeedsPassphrase(_home.Options()));
            Assert.Equal(database, File.ReadAllBytes(_home.File("otrmail.db")));
            Assert.Equal(root, File.ReadAllBytes(_home.File("root")));
            using SqliteStore store = _home.Open(null, to);
            Assert.Equal("value", StoreHome.Get(store, StoreHome.Secret, "s", "n"));
            if (to is not null && from is not null)
                Assert.Throws<StoreException>(() => _home.Open(null, from));
        }

        Assert.Equal(StoreFault.WrongPassphrase, Assert.Throws<StoreException>(() => Vault.ChangePassphrase(
            _home.Options(), () => [.. Other], () => throw new InvalidOperationException(), SystemRandomSource.Instance)).Fault);
        Assert.True(Vault.NeedsPassphrase(_home.Options()));
    }

    [Fact]
    public void A_kill_while_the_passphrase_changes_leaves_the_old_or_the_new_one_and_no_other_file()
    {
        _home.Create(null).Dispose();
        byte[] plainKey = File.ReadAllBytes(_home.File("vault"))[42..74];
        var snapshots = new List<(string Step, StoreOptions Options)>();
        Vault.ChangePassphrase(
            _home.Options(step => snapshots.Add((step, _home.Snapshot()))),
            () => null, () => [.. Right], SystemRandomSource.Instance);
        Assert.Equal(5, snapshots.Count);
        bool wasNew = false;
        foreach ((string step, StoreOptions options) in snapshots)
        {
            bool isNew = Vault.NeedsPassphrase(options);
            Assert.True(isNew || !wasNew, step);
            wasNew = isNew;
            using SqliteStore store = _home.Open(options, Right);
            using (store.Begin())
            {
                Assert.Equal(
                    ["lock", "otrmail.db", "otrmail.db-journal", "root", "vault"],
                    Directory.GetFiles(options.Directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            }

            _home.Open(options, Right).Dispose();
            bool isPlain = Directory.GetFiles(options.Directory)
                .Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(plainKey) >= 0);
            Assert.Equal(!isNew, isPlain);
        }

        Assert.True(wasNew);
    }

    [Fact]
    public void A_second_name_of_the_living_vault_is_not_overwritten()
    {
        _home.Create(Right).Dispose();
        Assert.Throws<StoreException>(() => Vault.ChangePassphrase(
            _home.Options(step => { if (step == "vault: linked") throw new IOException("killed"); }),
            () => [.. Right], () => [.. Other], SystemRandomSource.Instance));
        Assert.True(File.Exists(_home.File("vault.old")));
        using SqliteStore store = _home.Open(null, Right);
        store.Begin().Dispose();
        Assert.False(File.Exists(_home.File("vault.old")));
        Assert.False(File.Exists(_home.File("vault.new")));
        _home.Open(null, Right).Dispose();
    }

    [Fact]
    public void A_remembered_key_spares_the_passphrase_and_another_one_counts_as_none()
    {
        _home.Create(Right).Dispose();
        VaultInfo info = Vault.Look(_home.Options());
        byte[] key = new byte[32];
        using (Vault vault = Vault.Open(_home.Options(), () => [.. Right]))
            vault.CopyKey(key);
        byte[] given = [.. key];
        Vault.Open(_home.Options(), () => throw new InvalidOperationException(), asked =>
        {
            Assert.Equal(info, asked);
            return given;
        }).Dispose();
        Assert.Equal(new byte[32], given);
        foreach (byte[]? wrong in new byte[]?[] { null, [], new byte[32], key[..31] })
        {
            StoreHome.AssertFault(StoreFault.WrongPassphrase, () => Vault.Open(_home.Options(), () => null, _ => wrong));
            Vault.Open(_home.Options(), () => [.. Right], _ => wrong).Dispose();
        }
    }

    [Fact]
    public void Each_change_of_the_passphrase_is_another_sealing()
    {
        _home.Create(Right).Dispose();
        HashSet<string> sealings = [Vault.Look(_home.Options()).SealingId];
        foreach (byte[] next in new[] { Right, Other, Right })
        {
            byte[] current = [.. Right];
            if (sealings.Count == 3)
                current = [.. Other];
            Vault.ChangePassphrase(_home.Options(), () => current, () => [.. next], SystemRandomSource.Instance);
            Assert.True(sealings.Add(Vault.Look(_home.Options()).SealingId));
        }

        Assert.All(sealings, sealing => Assert.Equal(32, sealing.Length));
    }

    [Fact]
    public void The_key_can_be_remembered_and_another_key_is_refused()
    {
        _home.Create(Right).Dispose();
        var key = new byte[32];
        using (Vault vault = Vault.Open(_home.Options(), () => [.. Right]))
            vault.CopyKey(key);
        using (Vault vault = Vault.OpenWithKey(_home.Options(), key))
        using (SqliteStore store = SqliteStore.Open(_home.Options(), vault, SystemRandomSource.Instance))
            StoreHome.Put(store, StoreHome.Secret, "s", "n", "1");
        key[3] ^= 1;
        StoreHome.AssertFault(StoreFault.WrongPassphrase, () => Vault.OpenWithKey(_home.Options(), key));
        StoreHome.AssertFault(StoreFault.WrongPassphrase, () => Vault.OpenWithKey(_home.Options(), key.AsSpan(1)));
    }

    [Fact]
    public void A_sealed_vault_file_is_laid_out_as_documented()
    {
        _home.Create(Right).Dispose();
        byte[] file = File.ReadAllBytes(_home.File("vault"));
        Assert.Equal(162, file.Length);
        Assert.Equal("OTRVAULT\u0001\u0001", Encoding.ASCII.GetString(file, 0, 10));
        Assert.Equal([0, 0, 0, 64, 0, 0, 0, 1, 0, 0, 0, 1], file[42..54]);
        var generator = new Argon2BytesGenerator();
        generator.Init(new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
            .WithVersion(0x13).WithMemoryAsKB(64).WithIterations(1).WithParallelism(1).WithSalt(file[54..70]).Build());
        var sealing = new byte[32];
        generator.GenerateBytes([.. Right], sealing);
        var key = new byte[32];
        using (var aes = new AesGcm(sealing, 16))
            aes.Decrypt(file[70..82], file[82..114], file[114..130], key, file[..70]);
        Assert.Equal(SHA256.HashData(file[..130]), file[130..]);
        Assert.Equal(
            HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 16, file[10..26], "otrmail store 1 check"u8.ToArray()),
            file[26..42]);
        using Vault vault = Vault.Open(_home.Options(), () => [.. Right]);
        Assert.Equal(Convert.ToHexStringLower(file[10..26]), vault.StoreId);
        Assert.Equal(key, vault.Key.Span.ToArray());
    }

    [Fact]
    public void A_plain_vault_file_is_laid_out_as_documented()
    {
        _home.Create().Dispose();
        byte[] file = File.ReadAllBytes(_home.File("vault"));
        Assert.Equal(106, file.Length);
        Assert.Equal("OTRVAULT\u0001\u0000", Encoding.ASCII.GetString(file, 0, 10));
        using Vault vault = Vault.Open(_home.Options(), () => null);
        Assert.Equal(file[42..74], vault.Key.Span.ToArray());
    }

    [Fact]
    public void Argon2id_is_the_one_of_the_standard()
    {
        var key = new byte[32];
        var generator = new Argon2BytesGenerator();
        generator.Init(new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
            .WithVersion(0x13).WithMemoryAsKB(32).WithIterations(3).WithParallelism(4)
            .WithSalt(Enumerable.Repeat((byte)2, 16).ToArray())
            .WithSecret(Enumerable.Repeat((byte)3, 8).ToArray())
            .WithAdditional(Enumerable.Repeat((byte)4, 12).ToArray()).Build());
        generator.GenerateBytes(Enumerable.Repeat((byte)1, 32).ToArray(), key);
        // RFC 9106 section 5.3
        Assert.Equal("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659", Convert.ToHexStringLower(key));
    }

    [Fact]
    public void A_store_is_not_made_over_another_one()
    {
        _home.Create().Dispose();
        StoreHome.AssertFault(StoreFault.Exists, () => _home.Create());
        File.Delete(_home.File("vault")); // it may lie in a backup
        StoreHome.AssertFault(StoreFault.Exists, () => _home.Create());
        StoreHome.AssertFault(StoreFault.Missing, () => _home.Open());
    }

    [Fact]
    public void An_empty_passphrase_and_an_impossible_cost_are_mistakes_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => _home.Create([]));
        var options = new StoreOptions { Directory = _home.Data, Cost = new PassphraseCost(7, 1, 1) };
        Assert.Throws<ArgumentException>(() => SqliteStore.Create(options, Right, SystemRandomSource.Instance));
        Assert.False(Directory.Exists(_home.Data));
    }

    [Fact]
    public void Keys_are_wiped_when_their_owner_is_disposed()
    {
        _home.Create().Dispose();
        Vault vault = Vault.Open(_home.Options(), () => null);
        var keys = new StoreKeys(vault.Key.Span, vault.StoreIdBytes);
        StoreSession session = StoreSession.Begin(_home.Options(), keys, SystemRandomSource.Instance);
        session.Tree.FindOrAdd(new byte[16]);
        StoreKey[] held = [vault.Key, keys.Root, keys.Kept, keys.Index, keys.Generation, .. session.Tree.Held];
        Assert.Equal(7, held.Length);
        Assert.All(held, key => Assert.True(key.Memory.ContainsAnyExcept((byte)0)));
        session.Dispose();
        keys.Dispose();
        vault.Dispose();
        Assert.All(held, key => Assert.False(key.Memory.ContainsAnyExcept((byte)0)));
        Assert.All(held, key => Assert.Throws<ObjectDisposedException>(() => key.Span.Length));
        Assert.Equal(nameof(StoreKey), held[0].ToString());
    }

    public void Dispose() => _home.Dispose();
}
