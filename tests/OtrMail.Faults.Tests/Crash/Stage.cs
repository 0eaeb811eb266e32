using OtrMail.Cli.Tests;
using OtrMail.Faults.Tests.Tracing;

namespace OtrMail.Faults.Tests.Crash;

/// <summary>Brings a scenario's people back into their first state, again and again, under the same paths.</summary>
internal sealed class Stage : IDisposable
{
    private readonly string _saved;

    public Stage(Scenario scenario)
    {
        Scenario = scenario;
        People = scenario.Prepare();
        _saved = People.Folder + ".saved";
        CopyTree(People.Folder, _saved);
    }

    public Scenario Scenario { get; }

    public Household People { get; }

    /// <summary>The first state again.</summary>
    public void Reset()
    {
        Directory.Delete(People.Folder, recursive: true);
        CopyTree(_saved, People.Folder);
        Scenario.Begin();
    }

    /// <summary>Runs the scenario's command under the tracer.</summary>
    public TracedRun Run(string mode, int number = 0, int error = 0)
    {
        Reset();
        return Tracer.Run(People, Scenario.Person, Scenario.Input, Scenario.Arguments, mode, number, error);
    }

    /// <summary>Goes on as the user would, and asserts; says at which point it went wrong.</summary>
    public void Check(TracedRun run, string point, Action<RunResult>? answer = null)
    {
        try
        {
            answer?.Invoke(run.Result);
            // commands that name files of the folder
            Directory.SetCurrentDirectory(People.Folder);
            Scenario.Check(People, run.Result);
            Scenario.AssertHealthy(People);
        }
        catch (Exception e)
        {
            throw new Xunit.Sdk.XunitException($"{Scenario.Name}, {point}: {e.Message}\n(it said: {run.Result.Error})", e);
        }
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory("/");
        Directory.Delete(_saved, recursive: true);
        People.Dispose();
        Scenario.Dispose();
    }

    private static void CopyTree(string from, string to)
    {
        Directory.CreateDirectory(to, File.GetUnixFileMode(from));
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (string directory in Directory.GetDirectories(from))
            CopyTree(directory, Path.Combine(to, Path.GetFileName(directory)));
    }
}
