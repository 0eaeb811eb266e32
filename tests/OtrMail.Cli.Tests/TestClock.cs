namespace OtrMail.Cli.Tests;

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class TestClock : TimeProvider
{
    public long Seconds { get; set; } = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Seconds);

    public void Pass(double days) => Seconds += (long)(days * 86_400);
}
