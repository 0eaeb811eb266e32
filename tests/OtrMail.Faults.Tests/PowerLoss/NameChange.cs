namespace OtrMail.Faults.Tests.PowerLoss;

/// <summary>A change of directories: a name goes, a name comes, or both at once.</summary>
/// <param name="Gone">A name that is no more.</param>
/// <param name="Come">A name that is new, or leads to another file.</param>
/// <param name="Node">Where it leads.</param>
internal sealed record NameChange(string? Gone, string? Come, DiskNode? Node)
{
    public bool IsIn(string directory) => Path.GetDirectoryName(Gone) == directory || Path.GetDirectoryName(Come) == directory;

    public void Apply(Dictionary<string, DiskNode> names)
    {
        if (Gone is not null)
            names.Remove(Gone);
        if (Come is not null)
            names[Come] = Node!;
    }
}
