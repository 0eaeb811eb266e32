using System.Diagnostics;
using OtrMail.Cli.Tests;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests;

/// <summary>Whatever breaks off, every mail is delivered, and none twice.</summary>
public sealed class FetchInterruptionTests : FetchingTests
{
    private const int Mails = 40;


    [PeerFact("dovecot")]
    public void A_connection_that_is_cut_anywhere_is_taken_up_again()
    {
        Fill();
        using var proxy = new CuttingProxy(Server.Port);
        Configure(proxy.Port);
        int cuts = 0;
        for (long limit = 700; ; limit += 23_000)
        {
            proxy.Limit = limit;
            RunResult fetched = People.Run("bob", null, "fetch");
            if (fetched.ExitCode == 0)
                break;
            fetched.Refused(75);
            cuts++;
        }

        Assert.InRange(cuts, 4, 100);
        AssertAllOnce();
    }

    [PeerFact("dovecot")]
    public void A_server_that_is_killed_in_the_middle_and_started_again_loses_nothing()
    {
        Fill();
        Configure(Server.Port);
        for (int round = 0; round < 4; round++)
        {
            using Process fetching = Start("fetch");
            Thread.Sleep(150 + (round * 40));
            Server.Kill();
            fetching.WaitForExit();
            Assert.Contains(fetching.ExitCode, new[] { 0, 75 });
            Server.Start();
        }

        People.Run("bob", null, "fetch").Ok();
        AssertAllOnce();
    }

    [PeerFact("dovecot")]
    public void A_fetch_that_is_killed_at_any_moment_is_taken_up_again()
    {
        Fill();
        Configure(Server.Port);
        int killed = 0;
        for (int after = 20; ; after += 3 + (after / 8))
        {
            using Process fetching = Start("fetch");
            if (fetching.WaitForExit(after))
            {
                Assert.Equal(0, fetching.ExitCode);
                break;
            }

            fetching.Kill();
            fetching.WaitForExit();
            killed++;
        }

        Assert.InRange(killed, 5, 500);
        AssertAllOnce();
        Assert.Empty(Directory.GetFiles(Path.Combine(People["bob"], "Mail", "tmp")));
    }

    [PeerFact("dovecot")]
    public void Watching_delivers_new_mail_and_survives_the_servers_death()
    {
        Server.Put(People.Encrypted("alice", "bob", "mail 0"));
        Configure(Server.Port);
        using Process watching = Start("fetch", "--watch");
        try
        {
            WaitForBodies(1);
            Server.Put(People.Encrypted("alice", "bob", "mail 1"));
            WaitForBodies(2);
            Server.Kill();
            Server.Put(People.Encrypted("alice", "bob", "mail 2"));
            Thread.Sleep(1500);
            Server.Start();
            WaitForBodies(3);
            // other commands are not kept waiting
            People.Run("bob", null, "key", "list").Ok();
            Process.Start("kill", ["-TERM", $"{watching.Id}"]).WaitForExit();
            Assert.True(watching.WaitForExit(10_000));
            Assert.Equal(0, watching.ExitCode);
            string told = watching.StandardError.ReadToEnd();
            Assert.Contains("it is tried again", told);
            Assert.Contains("connected again", told);
        }
        finally
        {
            watching.Kill();
        }
    }

    [PeerFact("dovecot")]
    public void Watching_ends_when_the_password_is_wrong()
    {
        Configure(Server.Port);
        string config = Path.Combine(People["bob"], "config.toml");
        File.WriteAllText(config, File.ReadAllText(config).Replace(Dovecot.Password, "other", StringComparison.Ordinal));
        Assert.Equal(77, People.Run("bob", null, "fetch", "--watch").ExitCode);
    }

    private void Fill()
    {
        for (int i = 0; i < Mails; i++)
        {
            Server.Put(People.Encrypted("alice", "bob", $"mail {i}"));
            Server.Put(Household.Mail("carol", "bob", $"plain {i}"));
        }
    }

    private void Configure(int port) => Configure(Dovecot.Account($"tls = \"none\"\nport = {port}\nmaildir = \"Mail\""));

    private Process Start(params string[] arguments)
    {
        Process process = Process.Start(OtrMailProgram.Start(People.Folder, [.. arguments, "--home", People["bob"]]))!;
        process.StandardInput.Close();
        return process;
    }

    private void AssertAllOnce() =>
        Assert.Equal(Enumerable.Range(0, Mails).Select(i => $"mail {i}").Order(StringComparer.Ordinal), Bodies());
}
