namespace OtrMail.Fuzz;

/// <summary>Something that reads bytes of others.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Run">
/// Reads an input. Any exception is a finding: the code's own, or that of a property which the target checks.
/// </param>
/// <param name="Corpus">Inputs to begin with; none is an error.</param>
/// <param name="Words">Pieces that mean something in this language.</param>
internal sealed record FuzzTarget(string Name, Action<byte[]> Run, Func<IEnumerable<byte[]>> Corpus, params string[] Words);
