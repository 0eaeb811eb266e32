namespace OtrMail.Tests.Shared;

/// <summary>Finds the files that tests read, walking up from where the tests run.</summary>
internal static class TestFiles
{
    /// <summary>The folder <c>tests</c> of the sources.</summary>
    public static string Tests { get; } =
        FindUp(Path.Combine("tests", "vectors")) is { } vectors
            ? Path.GetDirectoryName(vectors)!
            : throw new DirectoryNotFoundException("tests/vectors is nowhere above the tests");

    /// <summary>The folder with the solution.</summary>
    public static string Root => Path.GetDirectoryName(Tests)!;

    /// <summary>A path relative to some directory above, or null.</summary>
    public static string? FindUp(string relative)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, relative);
            if (Path.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
