namespace OtrMail.Ring.Tests;

/// <summary>All ring vectors by name; finding none is an error.</summary>
internal static class RingVectorFiles
{
    public static IReadOnlyDictionary<string, RingVector> Load()
    {
        Dictionary<string, RingVector> vectors = Directory.EnumerateFiles(TestFiles.RingVectors, "*.json")
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), RingVector.Read);
        return vectors.Count > 0 ? vectors : throw new FileNotFoundException("no vectors in " + TestFiles.RingVectors);
    }
}
