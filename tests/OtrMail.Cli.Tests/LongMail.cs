using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OtrMail.Cli.Tests;

/// <summary>Mails that are too long for memory, and what the program needs for them.</summary>
/// <param name="people">Whose mails.</param>
internal sealed class LongMail(Household people)
{
    /// <summary>What the body says again and again.</summary>
    public const string Marker = "the-ledger-hides-behind-the-blue-door";

    /// <summary>Runs a command with its input and output in pipes; answers its peak memory in bytes.</summary>
    public long Piped(string person, string input, string output, params string[] command)
    {
        const string Script = """
            import os, resource, subprocess, sys
            source, target, program, *arguments = sys.argv[1:]
            with open(source, "rb") as i, open(target, "wb") as o:
                feed = subprocess.Popen(["cat"], stdin=i, stdout=subprocess.PIPE)
                run = subprocess.Popen([program, *arguments], stdin=feed.stdout, stdout=subprocess.PIPE)
                take = subprocess.Popen(["cat"], stdin=run.stdout, stdout=o)
                run.stdout.close()
                feed.stdout.close()
                _, status, usage = os.wait4(run.pid, 0)
                take.wait()
                feed.wait()
            print(usage.ru_maxrss * 1024)
            sys.exit(os.waitstatus_to_exitcode(status))
            """;
        RunResult result = Python(Script, [input, people[output], OtrMailProgram.Path, .. command, "--home", people[person], "--quiet"]).Ok();
        return long.Parse(result.Text.Trim(), CultureInfo.InvariantCulture);
    }

    /// <summary>Runs a script with these arguments.</summary>
    public RunResult Python(string script, params string[] arguments)
    {
        ProcessStartInfo start = OtrMailProgram.Start(people.Folder);
        start.FileName = "python3";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // where there is a runtime, it writes a file of its own for this
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return OtrMailProgram.Run(start);
    }

    /// <summary>Writes a mail from Alice to Bob, whose body is of about this size (a third more as base64).</summary>
    public string Write(string name, long size, bool asBase64)
    {
        string path = people[name];
        using var file = new StreamWriter(path, false, new UTF8Encoding(false)) { NewLine = "\n" };
        file.Write($"From: alice@example.org\nTo: bob@example.org\nSubject: long\nMessage-ID: <{name}@example.org>\n\n");
        byte[] binary = new byte[57 * 1000];
        var random = new Random(1);
        for (long left = size; left > 0; left -= binary.Length)
        {
            random.NextBytes(binary);
            string text = asBase64 ? string.Join('\n', Convert.ToBase64String(binary).Chunk(76).Select(line => new string(line)))
                : string.Concat(Enumerable.Repeat(Marker + "\n", binary.Length / (Marker.Length + 1)));
            file.WriteLine(text);
        }

        return path;
    }

    /// <summary>One file is the end of another.</summary>
    public static void AssertEndsWith(string expected, string actual)
    {
        using FileStream read = File.OpenRead(actual);
        read.Seek(-new FileInfo(expected).Length, SeekOrigin.End);
        using FileStream mail = File.OpenRead(expected);
        Assert.Equal(SHA256.HashData(mail), SHA256.HashData(read));
    }

    /// <summary>One file is the other, perhaps after a first line.</summary>
    public static void AssertSame(string expected, string actual, bool statusLine)
    {
        using FileStream read = File.OpenRead(actual);
        while (statusLine && read.ReadByte() is var next && next != '\n')
            Assert.NotEqual(-1, next);
        using FileStream mail = File.OpenRead(expected);
        Assert.Equal(SHA256.HashData(mail), SHA256.HashData(read));
    }
}
