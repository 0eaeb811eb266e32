namespace OtrMail.Ring.Tests;

/// <summary>All ring vectors by name; finding none is an error.</summary>
internal static class RingVectorFiles
{
    public static string Folder { get; } = Path.Combine(TestFiles.Tests, "vectors", "ring");

    public static IReadOnlyDictionary<string, RingVector> Load()
    {
        Dictionary<string, RingVector> vectors = Directory.EnumerateFiles(Folder, "*.json")
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), RingVector.Read);
        return vectors.Count > 0 ? vectors : throw new FileNotFoundException("no vectors in " + Folder);
    }
}
