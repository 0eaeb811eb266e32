using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OtrMail.Cli.Tests;

/// <summary>What is not needed for a mail is not loaded, as the loader itself tells (LD_DEBUG of ld.so(8)).</summary>
public sealed partial class StartTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [NativeFact]
    public void A_data_mail_loads_no_library_but_the_c_librarys_libcrypto_and_the_database_and_looks_for_them_once()
    {
        _people.Read("bob", _people.Encrypted("alice", "bob")).Ok();
        _people.Read("alice", _people.Encrypted("bob", "alice")).Ok();
        _people.Read("bob", _people.Encrypted("alice", "bob")).Ok();
        string mail = _people["mail.eml"], packet = _people["packet.eml"];
        File.WriteAllText(mail, "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: s\r\n\r\ntext\r\n");
        Assert.Equal(["libc", "libcrypto", "libe_sqlite3", "libm"], Loaded("alice", "encrypt", mail, "-o", packet));
        Assert.Equal(["libc", "libcrypto", "libe_sqlite3", "libm"], Loaded("bob", "decrypt", packet, "-o", _people["out.eml"]));
    }

    private string[] Loaded(string person, params string[] arguments)
    {
        ProcessStartInfo start = OtrMailProgram.Start(_people.Folder, [.. arguments, "--home", _people[person]]);
        start.Environment["LD_DEBUG"] = "libs";
        RunResult result = OtrMailProgram.Run(start);
        Assert.True(result.ExitCode == 0, result.Error);
        return [.. SoughtName().Matches(result.Error).Select(match => match.Groups[1].Value).Order()];
    }

    [GeneratedRegex(@"find library=(\w+)\.so")]
    private static partial Regex SoughtName();
}
