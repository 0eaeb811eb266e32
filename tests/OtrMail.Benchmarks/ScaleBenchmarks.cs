using System.Globalization;

namespace OtrMail.Benchmarks;

/// <summary>
/// What a command costs for one contact in a store that holds him alone, and in one that holds 10,000 contacts and 1,000,000
/// received mails.
/// </summary>
internal static class ScaleBenchmarks
{
    private const int Contacts = 10_000;
    private const int MailsOfEach = 100;

    public static void Run(int rounds)
    {
        Console.WriteLine();
        Console.WriteLine($"# Scale: {Contacts:N0} contacts, {Contacts * MailsOfEach:N0} received mails");
        if (Couple.FindProgram() is not { } program)
        {
            Console.WriteLine("skipped: build the release binary first (./build.sh)");
            return;
        }

        using var couple = new Couple(program);
        string[] waiting = [.. Enumerable.Range(0, rounds + 1).Select(i => couple.Encrypted("bob", new string('x', 10_000), couple[$"waiting-{i}.eml"]))];
        File.WriteAllText(couple["letter.eml"], Couple.Plain("alice", new string('x', 10_000)));
        couple.Copy("alice", "small");
        couple.Copy("alice", "large");
        Fill(couple);
        Compare(couple, rounds, "encrypt", _ => ["encrypt", couple["letter.eml"], "-o", couple["out.eml"]]);
        Compare(couple, rounds, "decrypt", i => ["decrypt", waiting[i], "-o", couple["read.eml"]]);
        Compare(couple, rounds, "status ADDRESS", _ => ["status", "bob@example.net"]);
        MeasuredRun[] all = [.. Enumerable.Range(0, 3).Select(_ => couple.Measure("large", watch: true, "status", "--json"))];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\nstatus of all contacts: {MeasuredRun.Median(all.Select(run => run.Milliseconds)):0} ms, peak {all.Max(run => run.PeakKiB) >> 10} MiB"));
    }

    private static void Fill(Couple couple)
    {
        string database = Path.Combine(couple["large"], "otrmail.db");
        long before = new FileInfo(database).Length;
        using var crowd = new Crowd(couple["large"], Path.Combine(couple["large-state"], "otrmail"));
        crowd.AddContacts(Contacts);
        long withContacts = new FileInfo(database).Length;
        crowd.AddMails(MailsOfEach);
        long withMails = new FileInfo(database).Length;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\notrmail.db: {before >> 10} KiB with one contact, {withContacts >> 20} MiB with {Contacts:N0} ({(withContacts - before) / Contacts} bytes each), "
            + $"{withMails >> 20} MiB with the mails ({(withMails - withContacts) / ((long)Contacts * MailsOfEach)} bytes each)"));
    }

    private static void Compare(Couple couple, int rounds, string name, Func<int, string[]> command)
    {
        string[] homes = ["small", "large"];
        var times = homes.ToDictionary(home => home, _ => new List<double>());
        for (int round = -1; round < rounds; round++)
        {
            foreach (string home in homes)
            {
                MeasuredRun run = couple.Measure(home, watch: false, command(round + 1));
                if (round >= 0) // the first warms the page cache
                    times[home].Add(run.Milliseconds);
            }
        }

        double small = MeasuredRun.Median(times["small"]), large = MeasuredRun.Median(times["large"]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"\n{name} ({rounds} rounds in turns): {small:0.0} ms with one contact, {large:0.0} ms with all: {large / small:0.00}"));
    }
}
