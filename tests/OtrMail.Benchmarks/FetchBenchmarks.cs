using System.Globalization;
using System.Text;
using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Benchmarks;

/// <summary>
/// <c>fetch</c> beside mbsync on the same mailbox of a local Dovecot: 10,000 mails of which 500 are OTR-Mail, and again when 5
/// more have come. mbsync copies every mail; <c>fetch</c> looks at all, takes its own, and decrypts them.
/// </summary>
internal static class FetchBenchmarks
{
    private const int Mails = 10_000;
    private const int Ours = 500;
    private const int New = 5;
    private const int MostRounds = 9;

    public static void Run(int rounds)
    {
        rounds = Math.Clamp(rounds / 3, 1, MostRounds);
        Console.WriteLine();
        Console.WriteLine($"# Fetching: {Mails:N0} mails, {Ours} of them OTR-Mail");
        if (Couple.FindProgram() is not { } program || Programs.Find("dovecot") is null || Programs.Find("mbsync") is not { } mbsync)
        {
            Console.WriteLine("skipped: needs the release binary (./build.sh), dovecot and mbsync (isync)");
            return;
        }

        using var couple = new Couple(program);
        using var dovecot = new Dovecot();
        Fill(couple, dovecot);
        File.WriteAllText(Path.Combine(couple["bob"], "config.toml"), dovecot.PlainAccount("maildir = \"Mail\"\n"));
        File.WriteAllText(couple["mbsyncrc"], Mbsyncrc(couple, dovecot));
        MeasuredRun Fetch() => couple.Measure("fetching", watch: true, "fetch");
        MeasuredRun Sync() => MeasuredRun.Of(mbsync, ["-q", "-c", couple["mbsyncrc"], "all"], watch: true);

        couple.Copy("bob", "fetching");
        Fetch(); // lets the server make its index
        Compare("all of it", rounds, Fetch, Sync, () =>
        {
            couple.Copy("bob", "fetching");
            Clear(couple["synced"]);
        });
        Check(couple, Ours);
        Compare($"{New} more", rounds, Fetch, Sync, () =>
        {
            for (int i = 0; i < New; i++)
                dovecot.Put(File.ReadAllBytes(couple.Encrypted("alice", "one more", couple["one.eml"])));
        });
        Compare("nothing new", rounds, Fetch, Sync, () => { });
    }

    private static void Fill(Couple couple, Dovecot dovecot)
    {
        byte[] noise = new byte[60_000];
        OtrMail.Ring.SystemRandomSource.Instance.Fill(noise);
        string attached = Convert.ToBase64String(noise, Base64FormattingOptions.InsertLineBreaks);
        string text = string.Concat(Enumerable.Repeat("What people write to each other, line after line of it.\r\n", 100));
        for (int i = 0; i < Mails; i++)
        {
            dovecot.Put(i % (Mails / Ours) == 7
                ? File.ReadAllBytes(couple.Encrypted("alice", text, couple["one.eml"]))
                : Encoding.ASCII.GetBytes(Foreign(i, text, attached)));
        }
    }

    /// <summary>Seven in ten are plain text, two have two alternatives, one a picture, and one in forty a file of unknown type.</summary>
    private static string Foreign(int i, string text, string attached)
    {
        string head = $"From: x{i}@example.com\r\nTo: bob@example.net\r\nSubject: number {i}\r\nMessage-ID: <{i}@example.com>\r\nMIME-Version: 1.0\r\n";
        string part = $"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n";
        return (i % 10) switch
        {
            < 7 => $"{head}Content-Type: text/plain\r\n\r\n{text}",
            < 9 => $"{head}Content-Type: multipart/alternative; boundary=b\r\n\r\n{part}--b\r\nContent-Type: text/html\r\n\r\n<p>{text}{text}</p>\r\n--b--\r\n",
            _ => $"{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n{part}--b\r\nContent-Type: {(i % 40 == 9 ? "application/octet-stream" : "image/jpeg")}\r\n"
                + $"Content-Transfer-Encoding: base64\r\n\r\n{attached}\r\n--b--\r\n",
        };
    }

    private static string Mbsyncrc(Couple couple, Dovecot dovecot) => $"""
        IMAPAccount server
        Host 127.0.0.1
        Port {dovecot.Port}
        User {Dovecot.User}
        Pass "{Dovecot.Password}"
        SSLType None
        AuthMechs LOGIN

        IMAPStore far
        Account server

        MaildirStore near
        Path {couple["synced"]}/
        Inbox {couple["synced"]}/INBOX

        Channel all
        Far :far:
        Near :near:
        Patterns INBOX
        Sync Pull
        Create Near
        SyncState *

        """;

    private static void Compare(string what, int rounds, Func<MeasuredRun> fetch, Func<MeasuredRun> sync, Action prepare)
    {
        List<MeasuredRun> ours = [], theirs = [];
        for (int round = -1; round < rounds; round++)
        {
            prepare();
            (MeasuredRun one, MeasuredRun other) = (fetch(), sync());
            if (round < 0)
                continue; // it warmed the page cache
            ours.Add(one);
            theirs.Add(other);
        }

        double mine = MeasuredRun.Median(ours.Select(run => run.Milliseconds)), peers = MeasuredRun.Median(theirs.Select(run => run.Milliseconds));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\n{what} ({rounds} rounds in turns): otrmail fetch {mine:0} ms, {ours.Max(run => run.PeakKiB) / 1024.0:0.0} MiB; "
            + $"mbsync {peers:0} ms, {theirs.Max(run => run.PeakKiB) / 1024.0:0.0} MiB; time {mine / peers:0.00}"));
    }

    private static void Check(Couple couple, int count)
    {
        // none of them has a flag on the server
        int delivered = Directory.GetFiles(Path.Combine(couple["fetching"], "Mail", "new")).Length;
        if (delivered != count)
            throw new InvalidOperationException($"{delivered} mails were delivered instead of {count}");
    }

    private static void Clear(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
    }
}
