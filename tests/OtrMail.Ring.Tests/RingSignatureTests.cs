namespace OtrMail.Ring.Tests;

public class RingSignatureTests
{
    private static readonly byte[] Message = [.. "what is signed"u8];

    public static TheoryData<int[]> Rings => [[2048], [2048, 2560], [3072, 2048], [2048, 3072, 4096], [2048, 2048, 2048, 2049, 2560, 3071, 4096]];

    [Theory]
    [MemberData(nameof(Rings))]
    public void Every_member_can_sign_and_the_length_is_always_the_same(int[] sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        (Ring ring, TestKey[] members) = TestKeys.Ring(sizes.Select((bits, i) => TestKeys.Of(bits, bits == 2048 ? i : 0)));
        foreach (TestKey member in members)
        {
            byte[] signature = RingSigner.Sign(ring, Message, member.Private, SystemRandomSource.Instance);
            Assert.Equal(ring.SignatureBytes, signature.Length);
            Assert.True(RingVerifier.Verify(ring, Message, signature));
            Assert.False(RingVerifier.Verify(ring, "something else"u8, signature));
        }
    }

    [Fact]
    public void Every_one_of_255_members_can_sign()
    {
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Many(2048, 255));
        var random = new SeededRandomSource("255");
        Parallel.ForEach(members.Select(member => (member, source: Seeded(random))), item =>
        {
            byte[] signature = RingSigner.Sign(ring, Message, item.member.Private, item.source);
            Assert.True(RingVerifier.Verify(ring, Message, signature));
        });
    }

    [Theory]
    [MemberData(nameof(TestBackends.Names), MemberType = typeof(TestBackends))]
    public void Every_backend_makes_the_same_signature(string backend)
    {
        TestKey key = TestKeys.Of(3072);
        (Ring ring, _) = TestKeys.Ring(key, TestKeys.Of(2048));
        Assert.True(RsaPrivateKey.TryImport(key.Private.Export(), TestBackends.Get(backend), out RsaPrivateKey? signer));
        using (signer)
        {
            byte[] signature = RingSigner.Sign(ring, Message, signer, new SeededRandomSource("same"));
            Assert.Equal(RingSigner.Sign(ring, Message, key.Private, new SeededRandomSource("same")), signature);
        }
    }

    [Fact]
    public void The_portable_backend_verifies_too()
    {
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Of(2048), TestKeys.Of(3072));
        byte[] signature = RingSigner.Sign(ring, Message, members[0].Private, SystemRandomSource.Instance);
        var portable = new List<RsaPublicKey>();
        foreach (TestKey member in members)
        {
            Assert.True(RsaPublicKey.TryImport(member.Modulus, TestBackends.Get("portable"), out RsaPublicKey? key));
            portable.Add(key);
        }

        Assert.True(OtrMail.Ring.Ring.TryCreate(portable, out Ring? same));
        Assert.True(RingVerifier.Verify(same, Message, signature));
        signature[0] ^= 1;
        Assert.False(RingVerifier.Verify(same, Message, signature));
    }

    [Fact]
    public void Whoever_is_not_a_member_cannot_sign()
    {
        (Ring ring, _) = TestKeys.Ring(TestKeys.Of(2048), TestKeys.Of(3072));
        Assert.Throws<ArgumentException>(() =>
            RingSigner.Sign(ring, Message, TestKeys.Of(2048, 1).Private, SystemRandomSource.Instance));
    }

    [Fact]
    public void A_stranger_who_closes_the_ring_with_another_key_is_refused_at_every_position()
    {
        TestKey stranger = TestKeys.Of(2048, 1);
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Of(2048), TestKeys.Of(2048, 2));
        foreach (TestKey replaced in members)
        {
            (Ring other, _) = TestKeys.Ring([stranger, .. members.Where(member => member != replaced)]);
            byte[] signature = RingSigner.Sign(other, Message, stranger.Private, SystemRandomSource.Instance);
            Assert.True(RingVerifier.Verify(other, Message, signature));
            Assert.False(RingVerifier.Verify(ring, Message, signature));
        }
    }

    [Fact]
    public void Random_strings_are_no_signatures()
    {
        (Ring ring, _) = TestKeys.Ring(TestKeys.Of(2048), TestKeys.Of(2048, 1));
        byte[] signature = new byte[ring.SignatureBytes];
        var random = new SeededRandomSource("no signature");
        for (int i = 0; i < 200; i++)
        {
            random.Fill(signature);
            Assert.False(RingVerifier.Verify(ring, Message, signature));
        }
    }

    [Fact]
    public void Every_flipped_bit_of_a_signature_fails()
    {
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Of(2048), TestKeys.Of(2049));
        byte[] signature = RingSigner.Sign(ring, Message, members[1].Private, new SeededRandomSource("flip"));
        Parallel.For(0, signature.Length, at =>
        {
            byte[] altered = [.. signature];
            for (int bit = 0; bit < 8; bit++)
            {
                altered[at] = (byte)(signature[at] ^ (1 << bit));
                Assert.False(RingVerifier.Verify(ring, Message, altered), $"byte {at} bit {bit}");
            }
        });
        Assert.True(RingVerifier.Verify(ring, Message, signature));
    }

    [Fact]
    public void Every_flipped_bit_of_the_message_fails()
    {
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Of(2048), TestKeys.Of(3072));
        byte[] message = [.. Message];
        byte[] signature = RingSigner.Sign(ring, message, members[0].Private, new SeededRandomSource("flip"));
        for (int bit = 0; bit < 8 * message.Length; bit++)
        {
            message[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(RingVerifier.Verify(ring, message, signature));
            message[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.False(RingVerifier.Verify(ring, [.. message, 0], signature));
        Assert.False(RingVerifier.Verify(ring, [], signature));
    }

    [Fact]
    public void Every_flipped_bit_of_a_member_fails()
    {
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Of(2048), TestKeys.Of(2560));
        byte[] signature = RingSigner.Sign(ring, Message, members[0].Private, new SeededRandomSource("flip"));
        int tried = 0;
        foreach (TestKey member in members)
        {
            byte[] modulus = [.. member.Modulus];
            RsaPublicKey other = members.Single(key => key != member).Public;
            for (int bit = 0; bit < 8 * modulus.Length; bit++)
            {
                modulus[bit / 8] ^= (byte)(1 << (bit % 8));
                if (RsaPublicKey.TryImport(modulus, out RsaPublicKey? altered))
                {
                    tried++;
                    Assert.True(OtrMail.Ring.Ring.TryCreate([altered, other], out Ring? alteredRing));
                    Assert.False(RingVerifier.Verify(alteredRing, Message, signature));
                }

                modulus[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        // the others had a small factor and were no keys at all
        Assert.InRange(tried, 300, 2000);
    }

    [Fact]
    public void Every_other_length_is_refused()
    {
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Of(2048), TestKeys.Of(2048, 1));
        byte[] signature = RingSigner.Sign(ring, Message, members[0].Private, SystemRandomSource.Instance);
        byte[] longer = [.. signature, .. signature];
        for (int length = 0; length <= longer.Length; length++)
            Assert.Equal(length == signature.Length, RingVerifier.Verify(ring, Message, longer.AsSpan(0, length)));
    }

    [Fact]
    public void Swapped_equal_and_turned_shares_fail()
    {
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Many(2048, 3));
        byte[] signature = RingSigner.Sign(ring, Message, members[1].Private, SystemRandomSource.Instance);
        byte[][] part = [.. signature.Chunk(ring.DomainBytes)];
        int[][] orders = [[0, 1, 3, 2], [0, 3, 2, 1], [0, 2, 1, 3], [0, 2, 3, 1], [1, 0, 2, 3], [0, 1, 1, 1], [1, 2, 3, 0], [3, 0, 1, 2]];
        foreach (int[] order in orders)
            Assert.False(RingVerifier.Verify(ring, Message, [.. order.SelectMany(i => part[i])]));
        Assert.True(RingVerifier.Verify(ring, Message, [.. part.SelectMany(bytes => bytes)]));
    }

    [Fact]
    public void A_signature_turned_with_its_ring_is_refused()
    {
        // (v_1, x_1, x_0) walks the same circle from its second member: the hashed position forbids it
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Many(2048, 2));
        byte[] signature = RingSigner.Sign(ring, Message, members[0].Private, SystemRandomSource.Instance);
        byte[] value = signature[..ring.DomainBytes];
        ring.Link(RingHash.Statement(ring, Message), 0, signature.AsSpan(ring.DomainBytes, ring.DomainBytes), value);
        byte[] turned = [.. value, .. signature[(2 * ring.DomainBytes)..], .. signature[ring.DomainBytes..(2 * ring.DomainBytes)]];
        Assert.False(RingVerifier.Verify(ring, Message, turned));
    }

    [Fact]
    public void A_signature_is_read_as_its_parts_and_written_as_it_was()
    {
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Of(2048), TestKeys.Of(3072));
        byte[] encoded = RingSigner.Sign(ring, Message, members[0].Private, SystemRandomSource.Instance);
        Assert.True(RingSignature.TryDecode(ring, encoded, out RingSignature? signature));
        Assert.Equal(2, signature.Count);
        Assert.Equal(encoded, signature.Encode());
        Assert.Equal(encoded, (byte[])[.. signature.Glue, .. signature.Share(0), .. signature.Share(1)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => signature.Share(2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => signature.Share(-1).Length);
        Assert.False(RingSignature.TryDecode(ring, encoded.AsSpan(1), out _));
    }

    [Fact]
    public void Signing_twice_gives_two_signatures()
    {
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Of(2048), TestKeys.Of(3072));
        Assert.NotEqual(
            RingSigner.Sign(ring, Message, members[0].Private, SystemRandomSource.Instance),
            RingSigner.Sign(ring, Message, members[0].Private, SystemRandomSource.Instance));
    }

    [Fact]
    public void A_published_prime_lets_anybody_sign()
    {
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Of(2048), TestKeys.Of(3072));
        using RsaPrivateKey? forger = RsaPrivateKey.FromPrime(members[0].Public, members[0].Private.ExportPrime());
        Assert.NotNull(forger);
        Assert.True(RingVerifier.Verify(ring, Message, RingSigner.Sign(ring, Message, forger, SystemRandomSource.Instance)));
    }

    private static SeededRandomSource Seeded(SeededRandomSource random)
    {
        byte[] seed = new byte[16];
        random.Fill(seed);
        return new SeededRandomSource(Convert.ToHexString(seed));
    }
}
