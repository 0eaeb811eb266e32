using Xunit.Abstractions;

namespace OtrMail.Core.Tests.Model;

/// <summary>
/// Scenario 19 of the design: random correspondences, checked at every step. OTRMAIL_MODEL_RUNS makes it that many times
/// as many.
/// </summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0, 30, 2)]
    [InlineData(10_000, 30, 2)]
    [InlineData(20_000, 8, 3)]
    public void Whatever_happens_to_the_mail_the_right_people_read_the_right_words(int firstSeed, int seeds, int people)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        seeds *= int.TryParse(Environment.GetEnvironmentVariable("OTRMAIL_MODEL_RUNS"), out int runs) ? runs : 1;
        for (int seed = firstSeed; seed < firstSeed + seeds; seed++)
        {
            using var world = new World(seed, people);
            try
            {
                for (int step = 0; step < 20 * people; step++)
                    world.Step();
                world.Settle();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}, {people} people: {exception.Message}\n{world.Trace}", exception);
            }

            foreach ((string what, int count) in world.Counts)
                counts[what] = counts.GetValueOrDefault(what) + count;
        }

        output.WriteLine(string.Join(", ", counts.Select(pair => $"{pair.Key} {pair.Value}")));
        string[] expected =
            ["First", "Reply", "Data", "new", "duplicate", "crash", "reinstall", "revealed", "altered blindly", "altered under its key"];
        Assert.All(expected, what => Assert.True(counts.GetValueOrDefault(what) > 0, what));
    }
}
