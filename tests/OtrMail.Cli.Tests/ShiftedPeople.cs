using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OtrMail.Cli.Tests;

/// <summary>People who run the built program on any day of a simulated time, by libfaketime.</summary>
internal sealed class ShiftedPeople : IDisposable
{
    private static readonly DateTimeOffset Start = new(2027, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("otrmail-year-").FullName;
    private int _mails;

    /// <summary>The simulated day, with fractions.</summary>
    public double Day { get; set; }

    public string Home(string person) => Path.Combine(_folder, person);

    public string File(string name) => Path.Combine(_folder, name);

    public RunResult Run(string person, byte[]? input, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = OtrMailProgram.Start(_folder, [.. arguments, "--home", Home(person)]);
        start.Environment["LD_PRELOAD"] = FaketimeFactAttribute.Library!;
        start.Environment["TZ"] = "UTC";
        start.Environment["FAKETIME"] = Start.AddDays(Day).ToString("'@'yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return OtrMailProgram.Run(start, input);
    }

    public void Init(string person) => Run(person, null, "init", $"{person}@example.org", "--no-passphrase").Ok();

    /// <summary>One learns the other's key as it is on this day.</summary>
    public void Knows(string person, string other)
    {
        byte[] bundle = Run(other, null, "key", "export").Ok().Output;
        Run(person, bundle, "key", "import").Ok();
    }

    public RunResult TryWrite(string from, string to)
    {
        string mail = $"From: {from}@example.org\nTo: {to}@example.org\nSubject: day {Day}\n\nmail {++_mails}\n";
        return Run(from, Encoding.ASCII.GetBytes(mail), "encrypt");
    }

    public byte[] Write(string from, string to) => TryWrite(from, to).Ok().Output;

    public RunResult Read(string person, byte[] mail) => Run(person, mail, "decrypt");

    /// <summary>One mail there, read on the same day.</summary>
    public void Exchange(string from, string to) => Read(to, Write(from, to)).Ok();

    public JsonElement Status(string person)
    {
        using JsonDocument document = JsonDocument.Parse(Run(person, null, "status", "--json").Ok().Output);
        return document.RootElement.Clone();
    }

    public JsonElement Contact(string person, string other) =>
        Status(person).GetProperty("contacts").EnumerateArray()
            .Single(contact => contact.GetProperty("addresses")[0].GetString() == $"{other}@example.org");

    public JsonElement Inspect(byte[] mail)
    {
        using JsonDocument document = JsonDocument.Parse(Run("nobody", mail, "inspect", "--json").Ok().Output);
        return document.RootElement.Clone();
    }

    /// <summary>Two runs more than 24 hours apart, the second on this day: what is due by the first is done.</summary>
    public void TendTwice(params string[] people)
    {
        double day = Day;
        Day = day - 1.1;
        foreach (string person in people)
            Run(person, null, "status").Ok();
        Day = day;
        foreach (string person in people)
            Run(person, null, "status").Ok();
    }

    /// <summary>Whether any file of a home holds these bytes.</summary>
    public bool Holds(string person, ReadOnlySpan<byte> bytes)
    {
        foreach (string file in Directory.EnumerateFiles(Home(person), "*", SearchOption.AllDirectories))
        {
            if (System.IO.File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0)
                return true;
        }

        return false;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
