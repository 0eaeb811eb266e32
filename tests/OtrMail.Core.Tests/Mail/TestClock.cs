namespace OtrMail.Core.Tests.Mail;

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class TestClock : TimeProvider
{
    public const long Start = 1_800_000_000;

    public long Seconds { get; set; } = Start;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Seconds);

    public void Pass(double days) => Seconds += (long)(days * 86_400);
}
