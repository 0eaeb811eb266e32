using System.Globalization;

namespace OtrMail.Fuzz;

/// <summary>What came of it.</summary>
internal sealed class FuzzReport(string target)
{
    public int Seeds { get; init; }

    public int SeedEdges { get; set; }

    public int Edges { get; set; }

    public int Corpus { get; set; }

    public long Runs { get; set; }

    public TimeSpan Elapsed { get; set; }

    public List<string> Findings { get; } = [];

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{target,-18} {Runs,10} runs {Elapsed.TotalSeconds,7:0.0} s {Runs / Math.Max(0.001, Elapsed.TotalSeconds),8:0}/s  seeds {Seeds,4}  corpus {Corpus,5}  edges {SeedEdges,5} -> {Edges,5}  findings {Findings.Count}")
        + string.Concat(Findings.Select(finding => "\n    " + finding));
}
