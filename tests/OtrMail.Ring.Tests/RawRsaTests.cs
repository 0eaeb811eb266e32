using System.Numerics;
using System.Security.Cryptography;
using OtrMail.Ring.Arithmetic;

namespace OtrMail.Ring.Tests;

public class RawRsaTests
{
    public static TheoryData<int, int> Keys
    {
        get
        {
            var keys = new TheoryData<int, int>();
            foreach (IGrouping<int, TestKey> size in TestKeys.All.GroupBy(key => key.Bits))
            {
                for (int i = 0; i < Math.Min(size.Count(), 4); i++)
                    keys.Add(size.Key, i);
            }

            return keys;
        }
    }

    [Fact]
    public void Libcrypto_is_used_where_the_runtime_itself_uses_it() =>
        Assert.Equal(
            OperatingSystem.IsLinux() && SafeEvpPKeyHandle.OpenSslVersion >= 0x30000000,
            RsaBackend.Default is not PortableRsaBackend);

    [Theory]
    [MemberData(nameof(Keys))]
    public void Both_backends_compute_what_the_definition_says(int bits, int index)
    {
        TestKey key = TestKeys.Of(bits, index);
        var n = new BigInteger(key.Modulus, isUnsigned: true, isBigEndian: true);
        foreach (BigInteger value in Values(n, $"raw {bits} {index}"))
        {
            byte[] input = Bytes(value, key.Modulus.Length);
            byte[] raised = Bytes(BigInteger.ModPow(value, 65537, n), key.Modulus.Length);
            foreach (string name in TestBackends.All)
            {
                IRsaBackend backend = TestBackends.Get(name);
                Assert.Equal(raised, Public(backend, key, input));
                Assert.Equal(input, Private(backend, key, raised));
                Assert.Equal(raised, Public(backend, key, Private(backend, key, raised)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.Names), MemberType = typeof(TestBackends))]
    public void A_short_result_is_padded_on_the_left(string name)
    {
        TestKey key = TestKeys.Of(2048);
        byte[] one = Bytes(BigInteger.One, 256);
        byte[] output = new byte[256];
        Array.Fill(output, (byte)0xaa);
        using IRawRsa raw = TestBackends.Get(name).CreatePublic(key.Modulus);
        raw.Apply(one, output);
        Assert.Equal(one, output);
    }

    [Theory]
    [MemberData(nameof(TestBackends.Names), MemberType = typeof(TestBackends))]
    public void A_key_that_is_disposed_of_computes_nothing(string name)
    {
        TestKey key = TestKeys.Of(2048);
        IRawRsa raw = CreatePrivate(TestBackends.Get(name), key);
        raw.Dispose();
        Assert.Throws<ObjectDisposedException>(() => raw.Apply(new byte[256], new byte[256]));
    }

    [Theory]
    [MemberData(nameof(TestBackends.Names), MemberType = typeof(TestBackends))]
    public void One_key_may_be_used_by_many_threads_at_once(string name)
    {
        TestKey key = TestKeys.Of(2048);
        using IRawRsa raw = CreatePrivate(TestBackends.Get(name), key);
        byte[][] inputs = [.. Enumerable.Range(2, 64).Select(i => Bytes(i, 256))];
        Parallel.ForEach(inputs, input =>
        {
            byte[] root = new byte[256];
            byte[] back = new byte[256];
            raw.Apply(input, root);
            key.Public.Apply(root, back);
            Assert.Equal(input, back);
        });
    }

    private static IEnumerable<BigInteger> Values(BigInteger n, string seed)
    {
        yield return BigInteger.Zero;
        yield return BigInteger.One;
        yield return 2;
        yield return n - 1;
        yield return n - 2;
        byte[] buffer = new byte[512];
        var random = new SeededRandomSource(seed);
        for (int i = 0; i < 3; i++)
        {
            random.Fill(buffer);
            yield return new BigInteger(buffer, isUnsigned: true) % n;
        }
    }

    private static byte[] Public(IRsaBackend backend, TestKey key, byte[] input)
    {
        byte[] output = new byte[input.Length];
        using IRawRsa raw = backend.CreatePublic(key.Modulus);
        raw.Apply(input, output);
        return output;
    }

    private static byte[] Private(IRsaBackend backend, TestKey key, byte[] input)
    {
        byte[] output = new byte[input.Length];
        using IRawRsa raw = CreatePrivate(backend, key);
        raw.Apply(input, output);
        return output;
    }

    private static IRawRsa CreatePrivate(IRsaBackend backend, TestKey key)
    {
        Assert.True(RsaComponents.TryDecode(key.Private.SecretBuffer, out RsaComponents components));
        return backend.CreatePrivate(components);
    }

    private static byte[] Bytes(BigInteger value, int length)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - bytes.Length], .. bytes];
    }
}
