using OtrMail.Cli.Tests;
using OtrMail.Faults.Tests.Tracing;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>A command that is broken off in every way, and what must hold when the user goes on.</summary>
/// <param name="name">For the test's name.</param>
/// <param name="person">Who runs it.</param>
/// <param name="arguments">The command.</param>
internal abstract class Scenario(string name, string person, params string[] arguments) : IDisposable
{
    private static readonly string[] Leftovers = [".otrmail-*", "*.otrmail-tmp", "*.new", "*.old"];

    public string Name => name;

    public string Person => person;

    public virtual IReadOnlyList<string> Arguments => arguments;

    /// <summary>What it gets on stdin.</summary>
    public byte[]? Input { get; protected set; }

    /// <summary>What the run may answer when nothing disturbs it.</summary>
    public virtual int ExitCode => 0;

    /// <summary>The exit codes by which it may say that a disk failed.</summary>
    public virtual IReadOnlyList<int> Trouble => [74];

    /// <summary>How much longer than others it takes: the short form tries so many times fewer points.</summary>
    public virtual int Weight => 1;

    /// <summary>People in the state in which the command begins.</summary>
    public virtual Household Prepare()
    {
        Household people = Household.New();
        people.Acquaint("alice", "bob");
        return people;
    }

    /// <summary>Before each run: what is not in the people's folder forgets the run before.</summary>
    public virtual void Begin()
    {
    }

    /// <summary>Before each check after a power loss: what is not in the people's folder knows of the run what it knew at a touch.</summary>
    public virtual void Rewind(TracedRun whole, int last)
    {
    }

    /// <summary>Goes on after a run that was broken off, or not, and asserts what must hold.</summary>
    public abstract void Check(Household people, RunResult broken);

    public virtual void Dispose()
    {
    }

    public override string ToString() => Name;

    /// <summary>After all is done: the two can go on writing, and nothing lies about.</summary>
    public static void AssertHealthy(Household people)
    {
        // stamps are seconds, and many were used in this one
        long now = people.Clock.Seconds;
        people.Clock.Seconds += 600;
        // whoever has lost the session writes first
        foreach ((string from, string to) in new[] { ("bob", "alice"), ("alice", "bob") })
        {
            RunResult read = people.Read(to, people.Encrypted(from, to, "afterwards")).Ok();
            AssertNew(read);
            Assert.EndsWith("\nafterwards\n", read.Text);
        }

        foreach (string leftover in Leftovers)
            Assert.Empty(Directory.EnumerateFiles(people.Folder, leftover, SearchOption.AllDirectories));
        foreach (string home in new[] { "alice", "bob" })
        {
            Assert.Equal(1, UsedRoots(people[home]));
            Assert.DoesNotContain(File.ReadAllBytes(Path.Combine(people[home], "otrmail.db-journal")), one => one != 0);
        }

        people.Clock.Seconds = now;
    }

    /// <summary>Read for the first time, and authentic.</summary>
    protected static void AssertNew(RunResult read)
    {
        string status = read.StatusOf();
        Assert.StartsWith("OTR-Mail-Status: authentic; ", status);
        Assert.DoesNotContain("; duplicate", status, StringComparison.Ordinal);
    }

    /// <summary>The stamp in a decrypted mail's status.</summary>
    protected static long StampOf(RunResult read) =>
        long.Parse(read.StatusOf().Split("; stamp=")[1].Split(';')[0], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Root keys in the file that are not blank.</summary>
    protected static int UsedRoots(string home)
    {
        byte[] root = File.ReadAllBytes(Path.Combine(home, "root"));
        return root.Chunk(root.Length / 2).Count(slot => slot.AsSpan().ContainsAnyExcept((byte)0));
    }
}
