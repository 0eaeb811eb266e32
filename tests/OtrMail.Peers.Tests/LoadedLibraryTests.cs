using System.Diagnostics;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests;

/// <summary>What the loader opens while a mail is made and read, seen by strace.</summary>
public sealed class LoadedLibraryTests : IDisposable
{
    private readonly Household _people = Household.New();

    public void Dispose() => _people.Dispose();

    [PeerFact("strace")]
    public void Libcrypto_is_loaded_exactly_where_it_is_not_linked()
    {
        bool isLinked = File.ReadAllBytes(OtrMailProgram.Path).AsSpan().IndexOf("id-aes256-GCM"u8) >= 0;
        File.WriteAllBytes(_people["mail.eml"], Household.Mail("alice", "bob"));
        string[] made = Loaded("encrypt", _people["mail.eml"], "-o", _people["out.eml"], "--home", _people["alice"]);
        string[] read = Loaded("decrypt", _people["out.eml"], "-o", _people["read.eml"], "--home", _people["bob"]);
        Assert.All([made, read], libraries => Assert.Equal(!isLinked, libraries.Contains("libcrypto.so.3")));
        Assert.All([made, read], libraries => Assert.Contains("libe_sqlite3.so", libraries));
        // the runtime's layer over it, which loads both, is for TLS alone
        Assert.All([made, read], libraries => Assert.DoesNotContain("libssl.so.3", libraries));
    }

    private string[] Loaded(params IEnumerable<string> arguments)
    {
        string trace = _people["trace"];
        ProcessStartInfo start = OtrMailProgram.Start(_people.Folder, arguments);
        string[] command = ["strace", "-f", "-qq", "-e", "trace=openat", "-o", trace, OtrMailProgram.Path, .. start.ArgumentList];
        start.FileName = "/usr/bin/env";
        start.ArgumentList.Clear();
        foreach (string argument in command)
            start.ArgumentList.Add(argument);
        OtrMailProgram.Run(start).Ok();
        return [.. File.ReadLines(trace).Where(line => line.Contains(") = ", StringComparison.Ordinal) && !line.Contains("ENOENT", StringComparison.Ordinal))
            .Select(line => line.Split('"')).Where(parts => parts.Length > 1).Select(parts => Path.GetFileName(parts[1]))];
    }
}
