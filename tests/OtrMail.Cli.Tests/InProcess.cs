using OtrMail.Cli.Terminal;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Cli.Tests;

/// <summary>The same commands inside the test's process, where clock and terminal can be played.</summary>
internal static class InProcess
{
    public static RunResult Run(string folder, TimeProvider clock, byte[]? input, IPrompt prompt, params IEnumerable<string> arguments) =>
        Run(folder, clock, input, prompt, [], arguments);

    public static RunResult Run(
        string folder,
        TimeProvider clock,
        byte[]? input,
        IPrompt prompt,
        Dictionary<string, string> environment,
        IEnumerable<string> arguments,
        IKeyring? keyring = null)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        var variables = new Dictionary<string, string>(environment)
        {
            ["HOME"] = folder,
            ["XDG_STATE_HOME"] = Path.Combine(folder, "state"),
        };
        int exitCode = CommandLine.Run([.. arguments], new CliContext
        {
            Clock = clock,
            Random = SystemRandomSource.Instance,
            Environment = name => variables.GetValueOrDefault(name),
            OpenInput = () => new MemoryStream(input ?? []),
            Output = output,
            Error = error,
            Prompt = prompt,
            RsaBits = 2048,
            Cost = new PassphraseCost(64, 1, 1),
            Keyring = keyring ?? new KernelKeyring(),
        });
        return new RunResult(exitCode, output.ToArray(), error.ToString());
    }
}
