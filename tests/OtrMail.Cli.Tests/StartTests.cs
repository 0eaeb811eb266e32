using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OtrMail.Cli.Tests;

/// <summary>What is not needed for a mail is not loaded, as the loader itself tells (LD_DEBUG of ld.so(8)).</summary>
public sealed partial class StartTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [NativeFact]
    public void A_mail_of_any_kind_loads_no_library_but_the_c_librarys_the_database_and_libcrypto_where_it_is_not_linked()
    {
        // a name that libcrypto has for AES-256-GCM
        bool isLinked = File.ReadAllBytes(OtrMailProgram.Path).AsSpan().IndexOf("id-aes256-GCM"u8) >= 0;
        string[] expected = isLinked ? ["libc", "libe_sqlite3", "libm"] : ["libc", "libcrypto", "libe_sqlite3", "libm"];
        string mail = _people["mail.eml"], packet = _people["packet.eml"];
        foreach ((string from, string to) in new[] { ("alice", "bob"), ("bob", "alice"), ("alice", "bob") }) // First, Reply, Data
        {
            File.WriteAllText(mail, $"From: {from}@example.org\r\nTo: {to}@example.org\r\nSubject: s\r\n\r\ntext\r\n");
            Assert.Equal(expected, Loaded(from, "encrypt", mail, "-o", packet));
            Assert.Equal(expected, Loaded(to, "decrypt", packet, "-o", _people["out.eml"]));
        }
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
