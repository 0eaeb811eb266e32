using System.Globalization;

namespace OtrMail.Ring.Tests;

/// <summary>Keys made once and kept in a file, since making them takes longer than all tests.</summary>
internal static class TestKeys
{
    public static IReadOnlyList<TestKey> All { get; } =
    [
        .. File.ReadLines(Path.Combine(TestFiles.Tests, "vectors", "keys", "rsa.txt"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(' '))
            .Select(part => new TestKey(int.Parse(part[0], CultureInfo.InvariantCulture), part[1], part[2])),
    ];

    public static TestKey Of(int bits, int index = 0) => All.Where(key => key.Bits == bits).ElementAt(index);

    public static IEnumerable<TestKey> Many(int bits, int count) => All.Where(key => key.Bits == bits).Take(count);

    /// <summary>The ring of these keys, and the keys in the ring's order.</summary>
    public static (Ring Ring, TestKey[] Members) Ring(params IEnumerable<TestKey> keys)
    {
        TestKey[] given = [.. keys];
        Assert.True(OtrMail.Ring.Ring.TryCreate(given.Select(key => key.Public), out Ring? ring));
        return (ring, [.. ring.Members.Select(member => given.Single(key => key.Public.Equals(member)))]);
    }
}
