using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Storage;

public sealed class CostCalibrationTests
{
    private const long Plenty = 16L << 30;

    [Theory]
    [InlineData(1000, Plenty, 64 << 10, 3)] // too slow for the target: never less than the standard's setting
    [InlineData(333, Plenty, 64 << 10, 3)]
    [InlineData(160, Plenty, 128 << 10, 3)]
    [InlineData(100, Plenty, 208 << 10, 3)]
    [InlineData(50, Plenty, 256 << 10, 5)] // the memory is at its bound: more passes
    [InlineData(1, Plenty, 256 << 10, 32)]
    [InlineData(0, Plenty, 256 << 10, 32)]
    [InlineData(100, 512L << 20, 128 << 10, 5)] // a quarter of a small machine's memory
    [InlineData(100, 64L << 20, 64 << 10, 10)]
    public void The_cost_grows_with_the_machine_first_in_memory_then_in_passes(
        int millisecondsOfOnePass, long available, int memory, int passes)
    {
        PassphraseCost cost = CostCalibration.For(TimeSpan.FromMilliseconds(millisecondsOfOnePass), available);
        Assert.Equal(new PassphraseCost(memory, passes, 1), cost);
        Assert.True(cost.IsAllowed);
    }

    [Fact]
    public void A_measured_cost_seals_a_vault_and_is_written_in_it()
    {
        using var home = new StoreHome();
        PassphraseCost cost = CostCalibration.Measure(TimeProvider.System);
        Assert.InRange(cost.MemoryKiB, PassphraseCost.Default.MemoryKiB, CostCalibration.MostMemory);
        Assert.InRange(cost.Passes, 3, 32);
        home.Create("correct horse"u8.ToArray()).Dispose();
        Assert.Equal(StoreHome.Cheap, Vault.Look(home.Options()).Cost);
    }
}
