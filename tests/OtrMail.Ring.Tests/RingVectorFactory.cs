using System.Text;

namespace OtrMail.Ring.Tests;

/// <summary>Makes the vectors whose maker is C#, the same bytes every time: what is drawn comes from the vector's name.</summary>
internal static class RingVectorFactory
{
    private static readonly byte[] Message = Encoding.UTF8.GetBytes("one of us said so");

    public static IEnumerable<(string Name, RingVector Vector)> Make() => [.. Accepted(), .. Faulty(), .. BadRings()];

    private static IEnumerable<(string Name, RingVector Vector)> Accepted()
    {
        yield return Signed("ring-of-1", "the only member", [TestKeys.Of(2048)], 0, Message);
        for (int i = 0; i < 2; i++)
            yield return Signed($"ring-of-2-signer-{i}", $"two of 3072 bits, member {i} signed", TestKeys.Many(3072, 2), i, Message);
        for (int i = 0; i < 2; i++)
            yield return Signed($"ring-of-2-mixed-signer-{i}", $"2048 and 3072 bits, member {i} signed", Mixed(), i, Message);
        for (int i = 0; i < 3; i++)
        {
            yield return Signed(
                $"ring-of-3-signer-{i}", $"2048, 2560 and 4096 bits, member {i} signed",
                [TestKeys.Of(2048), TestKeys.Of(2560), TestKeys.Of(4096)], i, Message);
        }

        yield return Signed("ring-of-7", "seven of 2048 bits", TestKeys.Many(2048, 7), 3, Message);
        yield return Signed("empty-message", "nothing is said", Mixed(), 0, []);
        yield return Signed("long-message", "300 bytes of every value", Mixed(), 1, [.. Enumerable.Range(0, 300).Select(i => (byte)i)]);

        // a share above the last whole multiple of the modulus, where the permutation leaves it as it is
        byte[] top = [.. Enumerable.Repeat((byte)0xff, 416)];
        yield return Signed("share-in-last-interval", "the other member's share is 2^b - 1, a fixed point", Mixed(), 0, Message,
            new ScriptedRandomSource([top], new SeededRandomSource("share-in-last-interval")));
        yield return Signed("share-zero", "the other member's share is 0, a fixed point", Mixed(), 0, Message,
            new ScriptedRandomSource([new byte[416]], new SeededRandomSource("share-zero")));
    }

    private static IEnumerable<(string Name, RingVector Vector)> Faulty()
    {
        (_, RingVector good) = Signed("base-of-faults", "", Mixed(), 0, Message);
        byte[] signature = Convert.FromHexString(good.Signature);
        int size = signature.Length / 3;

        yield return Faulty("reject-flipped-first-bit-of-v", "v, first bit", good, Flip(signature, 0, 0x80));
        yield return Faulty("reject-flipped-last-bit-of-v", "v, last bit", good, Flip(signature, size - 1, 1));
        yield return Faulty("reject-flipped-first-bit-of-x0", "x_0, first bit", good, Flip(signature, size, 0x80));
        yield return Faulty("reject-flipped-last-bit-of-x0", "x_0, last bit", good, Flip(signature, (2 * size) - 1, 1));
        yield return Faulty("reject-flipped-first-bit-of-x1", "x_1, first bit", good, Flip(signature, 2 * size, 0x80));
        yield return Faulty("reject-flipped-last-bit-of-x1", "x_1, last bit", good, Flip(signature, (3 * size) - 1, 1));
        yield return Faulty("reject-swapped-shares", "x_1 stands before x_0", good,
            [.. signature[..size], .. signature[(2 * size)..], .. signature[size..(2 * size)]]);
        yield return Faulty("reject-truncated", "the last byte is missing", good, signature[..^1]);
        yield return Faulty("reject-truncated-by-a-share", "x_1 is missing", good, signature[..(2 * size)]);
        yield return Faulty("reject-extended", "a zero byte follows", good, [.. signature, 0]);
        yield return Faulty("reject-extended-by-a-share", "x_1 stands there twice", good, [.. signature, .. signature[(2 * size)..]]);
        yield return Faulty("reject-shifted", "a zero byte goes before, the last one is missing", good, [0, .. signature[..^1]]);
        yield return Faulty("reject-empty", "no signature at all", good, []);
        yield return Faulty("reject-zeros", "all zeros", good, new byte[signature.Length]);
        yield return ("reject-flipped-bit-of-message", good with
        {
            Description = "the message differs in one bit",
            Fault = "message, first bit",
            Message = Convert.ToHexStringLower(Flip(Message, 0, 0x80)),
            Accept = false,
        });
        yield return ("reject-message-cut", good with
        {
            Description = "the message lacks its last byte",
            Fault = "message, length",
            Message = Convert.ToHexStringLower(Message[..^1]),
            Accept = false,
        });
    }

    private static IEnumerable<(string Name, RingVector Vector)> BadRings()
    {
        (_, RingVector good) = Signed("base-of-faults", "", Mixed(), 0, Message);
        string other = Convert.ToHexStringLower(TestKeys.Of(3072, 3).Modulus);
        string stranger = Convert.ToHexStringLower(TestKeys.Of(2048, 9).Modulus);
        string big = good.Ring.Single(n => n.Length == 768);
        string small = good.Ring.Single(n => n.Length == 512);

        yield return BadRing("reject-wrong-member", "another key of the same size stands in a member's place", good, [small, other]);
        yield return BadRing("reject-more-members", "a third key is in the ring", good, [.. good.Ring, stranger]);
        yield return BadRing("reject-fewer-members", "one key is missing from the ring", good, [big]);
        yield return BadRing("reject-equal-members", "the same key twice", good, [big, big]);
        yield return BadRing("reject-no-members", "a ring of none", good, []);
        yield return BadRing("reject-leading-zero", "a modulus with a leading zero byte", good, [small, "00" + big]);
        yield return BadRing("reject-even-modulus", "an even modulus", good, [small, big[..^1] + "0"]);
        yield return BadRing("reject-short-modulus", "a modulus of 2047 bits", good, [big, "7f" + small[2..]]);
        yield return BadRing("reject-long-modulus", "a modulus of 4097 bits", good, [big, "01" + Convert.ToHexStringLower(TestKeys.Of(4096).Modulus)]);
    }

    private static TestKey[] Mixed() => [TestKeys.Of(2048, 3), TestKeys.Of(3072, 2)];

    private static (string Name, RingVector Vector) Signed(
        string name, string description, IEnumerable<TestKey> keys, int signer, byte[] message, IRandomSource? random = null)
    {
        (Ring ring, TestKey[] members) = TestKeys.Ring(keys);
        byte[] signature = RingSigner.Sign(ring, message, members[signer].Private, random ?? new SeededRandomSource(name));
        return (name, new RingVector
        {
            Description = description,
            Maker = "C#",
            Fault = null,
            Ring = [.. members.Select(member => Convert.ToHexStringLower(member.Modulus))],
            Signer = signer,
            Prime = Convert.ToHexStringLower(members[signer].PublishedPrime),
            Message = Convert.ToHexStringLower(message),
            Signature = Convert.ToHexStringLower(signature),
            Accept = true,
        });
    }

    private static (string Name, RingVector Vector) Faulty(string name, string fault, RingVector good, byte[] signature) =>
        (name, good with
        {
            Description = "a good signature, altered",
            Fault = fault,
            Signature = Convert.ToHexStringLower(signature),
            Accept = false,
        });

    private static (string Name, RingVector Vector) BadRing(string name, string fault, RingVector good, string[] ring) =>
        (name, good with
        {
            Description = "a good signature, under another ring",
            Fault = fault,
            Ring = ring,
            Signer = null,
            Prime = null,
            Accept = false,
        });

    private static byte[] Flip(byte[] bytes, int at, byte mask)
    {
        byte[] changed = [.. bytes];
        changed[at] ^= mask;
        return changed;
    }
}
