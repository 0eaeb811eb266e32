using Xunit.Abstractions;

namespace OtrMail.Core.Tests.Im;

/// <summary>Random conversations over a bad network, checked at every step. OTRMAIL_MODEL_RUNS makes it that many times as many.</summary>
public sealed class ChatModelTests(ITestOutputHelper output)
{
    [Fact]
    public void Whatever_happens_what_is_heard_was_said_in_order_and_keys_go_when_they_should()
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int seeds = 40 * (int.TryParse(Environment.GetEnvironmentVariable("OTRMAIL_MODEL_RUNS"), out int runs) ? runs : 1);
        for (int seed = 1; seed <= seeds; seed++)
        {
            using var world = new ChatWorld(seed);
            try
            {
                for (int step = 0; step < 250; step++)
                    world.Step();
                world.Settle();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}: {exception.Message}\n{world.Trace}", exception);
            }

            foreach ((string what, int count) in world.Counts)
                counts[what] = counts.GetValueOrDefault(what) + count;
        }

        output.WriteLine(string.Join(", ", counts.Select(pair => $"{pair.Key} {pair.Value}")));
        string[] expected =
        [
            "heard", "heard again", "revealed", "lost", "twice", "attack", "refresh", "restart", "end",
            "Secure", "Refreshed", "Unreadable", "Resent", "Ended", "HeartbeatSent",
        ];
        Assert.All(expected, what => Assert.True(counts.GetValueOrDefault(what) > 0, what));
    }
}
