namespace OtrMail.Ring.Tests;

public class RingVectorTests
{
    public static TheoryData<string> Names => [.. RingVectorFiles.Load().Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_vector_is_judged_as_its_file_says(string name)
    {
        RingVector vector = RingVectorFiles.Load()[name];
        Assert.Equal(vector.Accept, vector.Fault is null);
        Assert.Equal(vector.Accept, vector.Verify());
    }

    [Fact]
    public void There_are_vectors_of_both_makers_and_of_both_verdicts()
    {
        foreach (string maker in new[] { "C#", "Python" })
        {
            foreach (bool accept in new[] { true, false })
                Assert.True(RingVectorFiles.Load().Values.Count(vector => vector.Maker == maker && vector.Accept == accept) >= 2);
        }
    }

    [Fact]
    public void The_primes_in_the_vectors_are_of_their_signers()
    {
        foreach (RingVector vector in RingVectorFiles.Load().Values.Where(vector => vector.Accept))
        {
            Assert.True(RsaPublicKey.TryImport(Convert.FromHexString(vector.Ring[vector.Signer!.Value]), out RsaPublicKey? key));
            using RsaPrivateKey? signer = RsaPrivateKey.FromPrime(key, Convert.FromHexString(vector.Prime!));
            Assert.NotNull(signer);
        }
    }

    // With OTRMAIL_WRITE_VECTORS set, the files are written instead.
    [Fact]
    public void Every_vector_of_ours_is_made_again_byte_for_byte()
    {
        (string Name, RingVector Vector)[] made = [.. RingVectorFactory.Make()];
        if (Environment.GetEnvironmentVariable("OTRMAIL_WRITE_VECTORS") is not null)
        {
            foreach ((string name, RingVector vector) in made)
                File.WriteAllText(Path.Combine(RingVectorFiles.Folder, name + ".json"), vector.Write());
        }

        foreach ((string name, RingVector vector) in made)
            Assert.Equal(vector.Write(), File.ReadAllText(Path.Combine(RingVectorFiles.Folder, name + ".json")));
        Assert.Equal(made.Length, RingVectorFiles.Load().Values.Count(vector => vector.Maker == "C#"));
    }
}
