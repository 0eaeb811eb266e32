using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Tests.Ratchet;

/// <summary>The way of a MAC key: verified, pending, revealed, receipted (paper, 4.4).</summary>
public sealed class MacKeyLedgerTests
{
    private static readonly RatchetPolicy AtOnce = new(32, 0, 8, RevealsAtOnce: true, RevealRepeats: 3);
    private static readonly RatchetPolicy ByForgetting = new(0, 0, 2, RevealsAtOnce: false, RevealRepeats: 1);

    [Fact]
    public void In_mail_a_key_is_pending_as_soon_as_it_verified_something()
    {
        var ledger = new MacKeyLedger(AtOnce, 100);
        ledger.Verified([1], Behind(7, 7));
        Assert.True(Assert.Single(ledger.Entries).IsPending);
        Assert.Equal([[1]], ledger.Reveal([100], 10));
    }

    [Fact]
    public void A_key_is_revealed_three_times_and_then_counts_as_published()
    {
        var ledger = new MacKeyLedger(AtOnce, 100);
        ledger.Verified([1], Behind(1, 1));
        for (byte carrier = 0; carrier < 3; carrier++)
            Assert.Equal([[1]], ledger.Reveal([carrier], 10));
        Assert.Empty(ledger.Entries);
        Assert.Empty(ledger.Reveal([3], 10));
    }

    [Fact]
    public void A_receipt_of_any_carrier_ends_it()
    {
        var ledger = new MacKeyLedger(AtOnce, 100);
        ledger.Verified([1], Behind(1, 1));
        ledger.Reveal([50], 10);
        ledger.Verified([2], Behind(1, 1));
        ledger.Reveal([51], 10);
        ledger.Receipted([99]);
        Assert.Equal(2, ledger.Entries.Count);
        ledger.Receipted([50]);
        Assert.Equal([2], Assert.Single(ledger.Entries).MacKey);
        ledger.Receipted([51]);
        Assert.Empty(ledger.Entries);
    }

    [Fact]
    public void What_was_revealed_least_goes_first_then_the_oldest()
    {
        var ledger = new MacKeyLedger(AtOnce, 100);
        for (byte key = 1; key <= 4; key++)
            ledger.Verified([key], Behind(1, 1));
        Assert.Equal([[1], [2]], ledger.Reveal([50], 2));
        Assert.Equal([[3], [4]], ledger.Reveal([51], 2));
        Assert.Equal([[1], [2], [3]], ledger.Reveal([52], 3));
        Assert.Equal([[4], [1]], ledger.Reveal([53], 2));
    }

    [Fact]
    public void The_same_key_enters_once_and_a_full_ledger_loses_its_oldest()
    {
        var ledger = new MacKeyLedger(AtOnce, 3);
        ledger.Verified([1], Behind(1, 1));
        ledger.Verified([1], Behind(1, 1));
        Assert.Single(ledger.Entries);
        for (byte key = 2; key <= 5; key++)
            ledger.Verified([key], Behind(1, 1));
        Assert.Equal([[3], [4], [5]], ledger.Entries.Select(e => e.MacKey));
    }

    [Fact]
    public void What_enters_is_a_copy()
    {
        var ledger = new MacKeyLedger(AtOnce, 3);
        byte[] key = [1];
        ledger.Verified(key, Behind(1, 1));
        key[0] = 0;
        Assert.Equal([1], ledger.Entries[0].MacKey);
    }

    [Fact]
    public void By_forgetting_a_key_waits_until_the_own_or_the_peers_dh_key_is_gone()
    {
        var ledger = new MacKeyLedger(ByForgetting, 10);
        ledger.Verified([1], Behind(5, 20));
        ledger.Verified([2], Behind(6, 21));
        ledger.Verified([3], Behind(6, 22));
        Assert.Empty(ledger.Reveal([50], 10));
        ledger.Forgotten(new ForgottenKeys([5], []));
        Assert.Equal([[1]], ledger.Reveal([51], 10));
        ledger.Forgotten(new ForgottenKeys([7, 22], [20, 5, 6])); // other numbers, or of the other side
        Assert.Empty(ledger.Reveal([52], 10));
        ledger.Forgotten(new ForgottenKeys([], [21]));
        Assert.Equal([[2]], ledger.Reveal([53], 10));
        Assert.Equal([3], Assert.Single(ledger.Entries).MacKey);
    }

    [Fact]
    public void When_a_session_is_over_all_keys_of_it_may_be_revealed()
    {
        var ledger = new MacKeyLedger(ByForgetting, 10);
        ledger.Verified([1], Behind(1, 1));
        ledger.Verified([2], Behind(2, 1));
        ledger.ForgottenAll();
        ledger.Verified([3], Behind(1, 1)); // the next session counts from the start
        Assert.Equal([[1], [2]], ledger.Reveal([50], 10));
    }

    [Fact]
    public void A_stored_ledger_goes_on_where_it_was()
    {
        var ledger = new MacKeyLedger(AtOnce, 10);
        ledger.Verified([1], Behind(1, 1));
        ledger.Reveal([50], 10);
        var again = new MacKeyLedger(AtOnce, 10, ledger.Entries);
        again.Reveal([51], 10);
        again.Reveal([52], 10);
        Assert.Empty(again.Entries);
        Assert.Single(ledger.Entries);
    }

    private static KeyPairIds Behind(uint own, uint peer) => new(own, peer);
}
