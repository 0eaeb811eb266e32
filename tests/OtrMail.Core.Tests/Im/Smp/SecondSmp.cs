using System.Diagnostics;

namespace OtrMail.Core.Tests.Im.Smp;

/// <summary>The second implementation of SMP, tests/second/smp.py, as a process.</summary>
internal sealed class SecondSmp : IDisposable
{
    private readonly Process _process = Process.Start(new ProcessStartInfo(PythonFactAttribute.Executable!)
    {
        ArgumentList = { "-B", Path.Combine(TestFiles.Tests, "second", "smp.py") },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>One line there, one line back.</summary>
    public string Do(string command, params string[] arguments)
    {
        _process.StandardInput.WriteLine(string.Join(' ', arguments.Prepend(command)));
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the second implementation has died");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
