using System.Diagnostics;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests;

/// <summary>
/// The memory of the program when its work is done: stopped at exit_group(2) by gdb, every page that can be written and is
/// there read through /proc, those that core dumps leave out included.
/// </summary>
internal static class ProcessMemory
{
    // pagemap: 8 bytes a page, bit 63 is set for a page that is in memory (Documentation/admin-guide/mm/pagemap.rst)
    private const string Script = """
        import gdb, struct
        pid = gdb.selected_inferior().pid
        with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory, \
                open(f"/proc/{pid}/pagemap", "rb", 0) as pages, open("NAME.memory", "wb") as out:
            for line in maps:
                place, mode = line.split()[:2]
                start, end = (int(part, 16) for part in place.split("-"))
                if mode[:2] != "rw" or "[vvar" in line:
                    continue
                for at in range(start, end, 1 << 20):
                    size = min(1 << 20, end - at)
                    pages.seek(at // 4096 * 8)
                    there = struct.unpack(f"<{size // 4096}Q", pages.read(size // 4096 * 8))
                    for page in (at + 4096 * i for i, entry in enumerate(there) if entry >> 63):
                        memory.seek(page)
                        out.write(memory.read(4096))
        """;

    /// <summary>Runs the program; answers its output and what was in its memory in the end.</summary>
    public static (byte[] Output, byte[] Memory) AtExit(
        string folder, byte[] input, Dictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        string name = Path.Combine(folder, Path.GetRandomFileName());
        File.WriteAllBytes(name + ".in", input);
        File.WriteAllText(name + ".py", Script.Replace("NAME", name, StringComparison.Ordinal));
        ProcessStartInfo start = OtrMailProgram.Start(folder);
        start.FileName = PeerFactAttribute.Find("gdb")!;
        string[] commands =
        [
            "set pagination off", "handle all nostop noprint pass", "catch syscall exit_group",
            $"run {string.Join(' ', arguments.Select(Quoted))} < {name}.in > {name}.out 2> {name}.err", $"source {name}.py",
            "printf \"ends with %d\\n\", (int)$rdi", "kill", // the first argument of a system call (x86-64)
        ];
        foreach (string argument in new[] { "-q", "-nx", "-batch" }.Concat(commands.SelectMany(command => new[] { "-ex", command }))
            .Append(OtrMailProgram.Path))
            start.ArgumentList.Add(argument);
        foreach ((string variable, string value) in environment)
            start.Environment[variable] = value;
        start.Environment["SHELL"] = "/bin/sh";
        RunResult debugger = OtrMailProgram.Run(start);
        Assert.True(
            File.Exists(name + ".memory") && debugger.Text.Contains("ends with 0\n", StringComparison.Ordinal),
            $"{debugger.Text}\n{debugger.Error}\n{(File.Exists(name + ".err") ? File.ReadAllText(name + ".err") : "")}");
        byte[] memory = File.ReadAllBytes(name + ".memory");
        File.Delete(name + ".memory");
        return (File.ReadAllBytes(name + ".out"), memory);
    }

    private static string Quoted(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
