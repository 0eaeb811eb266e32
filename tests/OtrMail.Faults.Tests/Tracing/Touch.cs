using System.Globalization;

namespace OtrMail.Faults.Tests.Tracing;

/// <summary>One system call by which the program touched a file, a stream or a server.</summary>
/// <param name="Number">1, 2, …; 0 for a file that was there before.</param>
/// <param name="Name">What it did, in the words of tracer.c.</param>
/// <param name="Result">What the system answered.</param>
/// <param name="Inode">The file, whatever its name.</param>
/// <param name="Position">Where it wrote, or the new size.</param>
/// <param name="Path">The name.</param>
/// <param name="Second">The new name.</param>
/// <param name="Bytes">What it wrote.</param>
internal sealed record Touch(int Number, string Name, long Result, ulong Inode, long Position, string Path, string Second, byte[] Bytes)
{
    /// <summary>A line of the tracer's log.</summary>
    public static Touch Of(string line)
    {
        string[] fields = line.Split('\t');
        return new Touch(
            int.Parse(fields[0], CultureInfo.InvariantCulture),
            fields[1],
            long.Parse(fields[2], CultureInfo.InvariantCulture),
            ulong.Parse(fields[3], CultureInfo.InvariantCulture),
            long.Parse(fields[4], CultureInfo.InvariantCulture),
            fields[5],
            fields[6],
            Convert.FromHexString(fields[7]));
    }

    public override string ToString() => $"{Number} {Name} {System.IO.Path.GetFileName(Path)}{(Second.Length > 0 ? " -> " + System.IO.Path.GetFileName(Second) : "")}";
}
