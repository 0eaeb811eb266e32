using System.Diagnostics;

namespace OtrMail.Ring.Tests;

/// <summary>tests/second holds the scheme once more, in Python and with no code in common.</summary>
public class SecondImplementationTests
{
    [PythonFact]
    public void The_second_implementation_agrees_on_every_vector()
    {
        IReadOnlyDictionary<string, RingVector> vectors = RingVectorFiles.Load();
        (int exit, string output) = Run("ring_verify.py", RingVectorFiles.Folder);
        Assert.Equal(0, exit);
        Dictionary<string, bool> verdicts = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(part => Path.GetFileNameWithoutExtension(part[0]), part => part[1] == "accept");
        Assert.Equal(vectors.Count, verdicts.Count);
        foreach ((string name, RingVector vector) in vectors)
            Assert.True(verdicts[name] == vector.Verify(), name);
    }

    [PythonFact]
    public void The_second_implementation_verifies_what_is_freshly_signed_and_refuses_what_is_altered()
    {
        using var folder = new TemporaryFolder();
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Of(2048, 5), TestKeys.Of(2049), TestKeys.Of(3072), TestKeys.Of(4096));
        for (int i = 0; i < members.Length; i++)
        {
            byte[] message = new byte[100];
            SystemRandomSource.Instance.Fill(message);
            byte[] signature = RingSigner.Sign(ring, message, members[i].Private, SystemRandomSource.Instance);
            Write(folder, $"fresh-{i}", ring, message, signature, accept: true);
            signature[i] ^= 1;
            Write(folder, $"altered-{i}", ring, message, signature, accept: false);
        }

        (int exit, string output) = Run("ring_verify.py", folder.Path);
        Assert.Equal(0, exit);
        Assert.Equal(2 * members.Length, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [PythonFact]
    public void The_second_implementation_notices_a_wrong_expectation_and_an_empty_folder()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(2, Run("ring_verify.py", folder.Path).Exit);
        (Ring ring, TestKey[] members) = TestKeys.Ring(TestKeys.Of(2048));
        byte[] signature = RingSigner.Sign(ring, [], members[0].Private, SystemRandomSource.Instance);
        Write(folder, "wrong", ring, [], signature, accept: false);
        Assert.Equal(1, Run("ring_verify.py", folder.Path).Exit);
    }

    [PythonFact]
    public void The_vectors_of_the_second_implementation_are_made_again_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, Run("ring_make.py", folder.Path).Exit);
        string[] made = Directory.GetFiles(folder.Path);
        Assert.Equal(RingVectorFiles.Load().Values.Count(vector => vector.Maker == "Python"), made.Length);
        foreach (string file in made)
            Assert.Equal(File.ReadAllText(Path.Combine(RingVectorFiles.Folder, Path.GetFileName(file))), File.ReadAllText(file));
    }

    private static void Write(TemporaryFolder folder, string name, Ring ring, byte[] message, byte[] signature, bool accept) =>
        File.WriteAllText(Path.Combine(folder.Path, name + ".json"), new RingVector
        {
            Description = name,
            Maker = "C#",
            Fault = null,
            Ring = [.. ring.Members.Select(member => Convert.ToHexStringLower(member.Modulus))],
            Signer = null,
            Prime = null,
            Message = Convert.ToHexStringLower(message),
            Signature = Convert.ToHexStringLower(signature),
            Accept = accept,
        }.Write());

    private static (int Exit, string Output) Run(string script, string argument)
    {
        using Process process = Process.Start(new ProcessStartInfo(PythonFactAttribute.Executable!)
        {
            ArgumentList = { "-B", Path.Combine(TestFiles.Tests, "second", script), argument },
            RedirectStandardOutput = true,
        })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
