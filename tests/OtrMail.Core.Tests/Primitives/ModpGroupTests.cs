using System.Numerics;
using OtrMail.Core.Primitives;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Primitives;

/// <summary>The 1536-bit group against vectors that Python's integers made, on libcrypto and on managed code.</summary>
public sealed class ModpGroupTests
{
    private static readonly string[][] Vectors = [.. File
        .ReadLines(Path.Combine(TestFiles.Tests, "vectors", "modp", "group5.txt"))
        .Where(line => !line.StartsWith('#')).Select(line => line.Split(' '))];

    public static TheoryData<string> Backends => OperatingSystem.IsLinux() ? ["libcrypto", "portable"] : ["portable"];

    [Fact]
    public void The_prime_is_the_one_of_the_formula_in_rfc_3526_and_the_order_is_half_of_it()
    {
        Assert.Equal(Bytes(Of("prime").Single()[1]), ModpGroup.Prime.ToArray());
        Assert.Equal(Bytes(Of("order").Single()[1]), ModpGroup.Order.ToArray());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Powers_and_products_are_those_of_the_vectors(string backend)
    {
        IModpArithmetic arithmetic = Backend(backend);
        var result = new byte[ModpGroup.ElementBytes];
        Assert.NotEmpty(Of("power"));
        foreach (string[] vector in Of("power"))
        {
            arithmetic.Power(Bytes(vector[1]), Short(vector[2]), result);
            Assert.Equal(Bytes(vector[3]), result);
            // zeros before the exponent change nothing
            arithmetic.Power(Bytes(vector[1]), [.. new byte[3], .. Short(vector[2])], result);
            Assert.Equal(Bytes(vector[3]), result);
        }

        Assert.NotEmpty(Of("product"));
        foreach (string[] vector in Of("product"))
        {
            arithmetic.Multiply(Bytes(vector[1]), Bytes(vector[2]), result);
            Assert.Equal(Bytes(vector[3]), result);
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Powers_and_products_are_those_of_BigInteger(string backend)
    {
        IModpArithmetic arithmetic = Backend(backend);
        var prime = new BigInteger(ModpGroup.Prime, isUnsigned: true, isBigEndian: true);
        var result = new byte[ModpGroup.ElementBytes];
        for (int round = 0; round < 20; round++)
        {
            byte[] value = Drawn(ModpGroup.ElementBytes);
            byte[] exponent = Drawn(1 + (round * 10));
            value[0] &= 0x7f;
            arithmetic.Power(value, exponent, result);
            Assert.Equal(BigInteger.ModPow(Number(value), Number(exponent), prime), Number(result));
            byte[] other = [.. result];
            arithmetic.Multiply(value, other, result);
            Assert.Equal(Number(value) * Number(other) % prime, Number(result));
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Powers_of_the_generator_are_its_powers(string backend)
    {
        IModpArithmetic arithmetic = Backend(backend);
        var prime = new BigInteger(ModpGroup.Prime, isUnsigned: true, isBigEndian: true);
        var result = new byte[ModpGroup.ElementBytes];
        IEnumerable<byte[]> edges = Enumerable.Range(0, 8 * ModpGroup.ExponentBytes)
            .Select(bit => Bytes(BigInteger.One << bit)[^ModpGroup.ExponentBytes..]);
        byte[] zeros = new byte[ModpGroup.ExponentBytes];
        byte[] ones = [.. zeros.Select(_ => byte.MaxValue)];
        byte[][] others = [[], [5], [.. ones, 7], Drawn(ModpGroup.ElementBytes)];
        foreach (byte[] exponent in edges.Concat([zeros, ones]).Concat(others).Concat(Enumerable.Range(0, 50).Select(_ => Drawn(ModpGroup.ExponentBytes))))
        {
            arithmetic.PowerOfGenerator(exponent, result);
            Assert.Equal(BigInteger.ModPow(2, Number(exponent), prime), Number(result));
        }
    }

    [Fact]
    public void Libcrypto_has_the_table_of_the_generator_and_every_entry_in_full_length()
    {
        Assert.True(!OperatingSystem.IsLinux() || Backend("libcrypto") is LibcryptoModp { HasGeneratorTable: true });
    }

    [Fact]
    public void Quotients_are_those_of_the_vectors()
    {
        var result = new byte[ModpGroup.ElementBytes];
        Assert.NotEmpty(Of("quotient"));
        foreach (string[] vector in Of("quotient"))
        {
            ModpGroup.Divide(Bytes(vector[1]), Bytes(vector[2]), result);
            Assert.Equal(Bytes(vector[3]), result);
        }
    }

    [Fact]
    public void Answers_of_proofs_are_those_of_the_vectors()
    {
        var result = new byte[ModpGroup.ElementBytes];
        Assert.NotEmpty(Of("answer"));
        foreach (string[] vector in Of("answer"))
        {
            ModpExponent.Answer(Short(vector[1]), Short(vector[2]), Short(vector[3]), result);
            Assert.Equal(Bytes(vector[4]), result);
        }
    }

    [Fact]
    public void Two_sides_agree_on_a_secret_of_the_full_length_also_when_it_begins_with_zeros()
    {
        byte[] shortPower = Short(Of("power").First()[2]);
        byte[] publicKey = ModpGroup.PublicKey(shortPower);
        Assert.Equal(0, publicKey[0]);
        Assert.Equal(ModpGroup.ElementBytes, publicKey.Length);
        using SecretBytes own = ModpGroup.GenerateExponent(SystemRandomSource.Instance);
        using SecretBytes first = ModpGroup.Agree(own.Span, publicKey)!;
        using SecretBytes second = ModpGroup.Agree(shortPower, ModpGroup.PublicKey(own.Span))!;
        Assert.Equal(ModpGroup.ElementBytes, first.Length);
        Assert.True(first.FixedTimeEquals(second.Span));
    }

    [Fact]
    public void Every_fresh_exponent_has_its_full_length()
    {
        for (int i = 0; i < 100; i++)
        {
            using SecretBytes exponent = ModpGroup.GenerateExponent(SystemRandomSource.Instance);
            Assert.Equal(ModpGroup.ExponentBytes, exponent.Length);
            Assert.True(exponent.Span[0] >= 0x80);
        }
    }

    [Fact]
    public void Elements_lie_between_2_and_p_minus_2()
    {
        BigInteger prime = Number(ModpGroup.Prime);
        foreach ((BigInteger value, bool isElement) in new[]
        {
            (BigInteger.Zero, false), (1, false), (2, true), (3, true), (256, true), (prime - 3, true), (prime - 2, true),
            (prime - 1, false), (prime, false), (prime + 1, false), (prime + 2, false), ((BigInteger.One << 1536) - 1, false),
        })
        {
            byte[] bytes = Bytes(value);
            Assert.Equal(isElement, ModpGroup.IsElement(bytes));
            Assert.Equal(isElement ? bytes : null, ModpGroup.TryImport(value.ToByteArray(isUnsigned: true, isBigEndian: true)));
            Assert.Equal(isElement ? bytes : null, ModpGroup.TryImport([.. new byte[5], .. bytes]));
            using SecretBytes? shared = ModpGroup.Agree([7], bytes);
            Assert.Equal(isElement, shared is not null);
        }

        Assert.Null(ModpGroup.TryImport([]));
        Assert.Null(ModpGroup.TryImport([1, .. new byte[ModpGroup.ElementBytes]]));
        Assert.False(ModpGroup.IsElement([7]));
    }

    [Fact]
    public void Exponents_from_outside_lie_between_1_and_q_minus_1()
    {
        BigInteger order = Number(ModpGroup.Order);
        Assert.True(ModpExponent.IsInRange([1]));
        Assert.True(ModpExponent.IsInRange([0, 0, 1]));
        Assert.True(ModpExponent.IsInRange(Bytes(order - 1)));
        Assert.False(ModpExponent.IsInRange([]));
        Assert.False(ModpExponent.IsInRange(new byte[ModpGroup.ElementBytes]));
        Assert.False(ModpExponent.IsInRange(Bytes(order)));
        Assert.False(ModpExponent.IsInRange(Bytes(order + 1)));
        Assert.False(ModpExponent.IsInRange([1, .. new byte[ModpGroup.ElementBytes]]));
    }

    [Fact]
    public void A_value_of_another_length_is_the_callers_mistake()
    {
        byte[] right = new byte[ModpGroup.ElementBytes];
        Assert.Throws<ArgumentException>(() => ModpGroup.Power([2], [1], right));
        Assert.Throws<ArgumentException>(() => ModpGroup.Power(right, [1], new byte[5]));
        Assert.Throws<ArgumentException>(() => ModpGroup.Multiply(right, [2], right));
    }

    private static IModpArithmetic Backend(string name) => name == "portable"
        ? new PortableModp(ModpGroup.Prime)
        : LibcryptoModp.TryCreate(ModpGroup.Prime) ?? throw new InvalidOperationException("no libcrypto");

    private static IEnumerable<string[]> Of(string kind) => Vectors.Where(vector => vector[0] == kind);

    private static byte[] Drawn(int length)
    {
        var bytes = new byte[length];
        SystemRandomSource.Instance.Fill(bytes);
        return bytes;
    }

    private static byte[] Short(string hex) => Convert.FromHexString(hex.Length % 2 == 0 ? hex : "0" + hex);

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.PadLeft(2 * ModpGroup.ElementBytes, '0'));

    private static byte[] Bytes(BigInteger value)
    {
        byte[] significant = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[ModpGroup.ElementBytes - significant.Length], .. significant];
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
