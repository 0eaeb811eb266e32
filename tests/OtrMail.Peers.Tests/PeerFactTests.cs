namespace OtrMail.Peers.Tests;

public sealed class PeerFactTests
{
    [Fact]
    public void A_missing_program_skips_by_name_and_one_that_is_there_does_not()
    {
        Assert.Equal("no-such-program is not installed", new PeerFactAttribute("sh", "no-such-program").Skip);
        Assert.Null(new PeerFactAttribute("sh").Skip);
    }
}
