namespace OtrMail.Ring.Tests;

/// <summary>
/// Nobody can tell who signed. First exactly: each signature of one member is, with other random strings, one of every
/// other member, so that whoever sees it has learnt nothing. Then by statistics over everything that a verifier can
/// compute, and with two signers that do give themselves away, to show that the statistics would notice.
/// </summary>
public class SignerIndistinguishabilityTests
{
    private const int Signatures = 3000;
    private static readonly byte[] Message = [.. "who said that?"u8];

    [Fact]
    public void Every_signature_could_have_been_made_by_every_member()
    {
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Of(2048), TestKeys.Of(2049), TestKeys.Of(2560), TestKeys.Of(3072));
        for (int signer = 0; signer < members.Length; signer++)
        {
            byte[] encoded = RingSigner.Sign(ring, Message, members[signer].Private, new SeededRandomSource($"exact {signer}"));
            SignatureView view = SignatureView.Of(ring, Message, encoded);
            for (int other = 0; other < members.Length; other++)
            {
                // what the other member would have had to draw: all shares but its own, then the input of its own step
                var drawn = new ScriptedRandomSource(
                    [.. Enumerable.Range(0, members.Length).Where(i => i != other).Select(i => view.Shares[i]), view.Inputs[other]]);
                Assert.Equal(encoded, RingSigner.Sign(ring, Message, members[other].Private, drawn));
                Assert.True(drawn.IsUsedUp);
            }
        }
    }

    [Fact]
    public void Signatures_of_two_members_have_the_same_distribution()
    {
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Many(2048, 2));
        ByteHistograms first = Observe(ring, members[0], new SeededRandomSource("first population"));
        ByteHistograms second = Observe(ring, members[1], new SeededRandomSource("second population"));
        Assert.Empty(first.Differences(second));
        Assert.Empty(first.Deviations());
        Assert.Empty(second.Deviations());
    }

    [Fact]
    public void The_statistics_notice_a_signer_whose_start_is_slightly_biased()
    {
        // in a ring of two the second string drawn is the input of the signer's own step
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Many(2048, 2));
        ByteHistograms fair = Observe(ring, members[0], new SeededRandomSource("fair"));
        ByteHistograms biased = Observe(ring, members[1], new BiasedStart(new SeededRandomSource("biased")));
        Assert.Contains("u1[0]", fair.Differences(biased));
        Assert.Contains("u1[0]", biased.Deviations());
        Assert.DoesNotContain("v[0]", biased.Deviations());
    }

    [Fact]
    public void The_statistics_notice_a_share_below_the_modulus()
    {
        // RSA that is not extended to the domain: the signer's share alone stays below n
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Many(2048, 2));
        ByteHistograms fair = Observe(ring, members[0], new SeededRandomSource("fair"));
        var short1 = new ByteHistograms();
        var random = new SeededRandomSource("short");
        for (int i = 0; i < Signatures; i++)
        {
            byte[] encoded = RingSigner.Sign(ring, Message, members[1].Private, random);
            SignatureView view = SignatureView.Of(ring, Message, encoded);
            view.Shares[1].AsSpan(0, ring.DomainBytes - 256).Clear();
            short1.Add(view);
        }

        Assert.Contains("x1[0]", fair.Differences(short1));
        Assert.Contains("x1[0]", short1.Deviations());
        Assert.DoesNotContain("x0[0]", short1.Deviations());
    }

    private static ByteHistograms Observe(Ring ring, TestKey signer, IRandomSource random)
    {
        var histograms = new ByteHistograms();
        for (int i = 0; i < Signatures; i++)
            histograms.Add(SignatureView.Of(ring, Message, RingSigner.Sign(ring, Message, signer.Private, random)));
        return histograms;
    }

    // clears the top bit of every second string in one case out of two
    private sealed class BiasedStart(IRandomSource inner) : IRandomSource
    {
        private int _calls;

        public void Fill(Span<byte> buffer)
        {
            inner.Fill(buffer);
            if (++_calls % 4 == 0)
                buffer[0] &= 0x7f;
        }
    }
}
