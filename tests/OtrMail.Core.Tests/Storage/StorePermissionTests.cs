using System.Diagnostics;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Storage;

public sealed class StorePermissionTests : IDisposable
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly StoreHome _home = new();

    [Theory]
    [InlineData("vault")]
    [InlineData("root")]
    [InlineData("otrmail.db")]
    public void A_file_that_others_can_read_is_refused(string name)
    {
        _home.Create().Dispose();
        UnixFileMode[] tooMuch = [UnixFileMode.GroupRead, UnixFileMode.OtherRead, UnixFileMode.OtherWrite];
        foreach (UnixFileMode extra in tooMuch)
        {
            File.SetUnixFileMode(_home.File(name), Own | extra);
            StoreException refused = Assert.Throws<StoreException>(OpenAndBegin);
            Assert.Equal(StoreFault.Permissions, refused.Fault);
            Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
        }

        File.SetUnixFileMode(_home.File(name), Own);
        OpenAndBegin();
    }

    [Fact]
    public void A_directory_that_others_can_enter_is_refused()
    {
        _home.Create().Dispose();
        File.SetUnixFileMode(_home.Data, Own | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        StoreException refused = Assert.Throws<StoreException>(OpenAndBegin);
        Assert.Equal(StoreFault.Permissions, refused.Fault);
        Assert.Contains("chmod 700", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_becomes_open_while_the_store_is_used_is_refused()
    {
        using SqliteStore store = _home.Create();
        File.SetUnixFileMode(_home.Data, Own | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
        StoreHome.AssertFault(StoreFault.Permissions, store.Begin);
    }

    [Fact]
    public void A_store_is_not_made_in_a_directory_that_others_can_enter()
    {
        Directory.CreateDirectory(_home.Data, Own | UnixFileMode.UserExecute | UnixFileMode.GroupExecute);
        StoreException refused = Assert.Throws<StoreException>(
            () => SqliteStore.Create(_home.Options(), null, SystemRandomSource.Instance));
        Assert.Equal(StoreFault.Permissions, refused.Fault);
        Assert.Empty(Directory.GetFiles(_home.Data));
    }

    [Theory]
    [InlineData("")]
    [InlineData("vault")]
    [InlineData("root")]
    [InlineData("otrmail.db")]
    public void What_belongs_to_another_user_is_refused(string name)
    {
        if (Environment.UserName != "root")
            return; // only the superuser can give files away
        _home.Create().Dispose();
        using (var process = Process.Start("chown", ["65534", _home.File(name)]))
            process.WaitForExit();
        StoreException refused = Assert.Throws<StoreException>(OpenAndBegin);
        Assert.Equal(StoreFault.Permissions, refused.Fault);
        Assert.Contains("another user", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _home.Dispose();

    private void OpenAndBegin()
    {
        using SqliteStore store = _home.Open();
        using IStoreTransaction transaction = store.Begin();
    }
}
