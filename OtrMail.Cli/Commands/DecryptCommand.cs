using System.CommandLine;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail decrypt</c>: encrypted mails or bare packets in, the original mails out.</summary>
internal sealed class DecryptCommand : CliCommand
{
    private readonly ListArgument _files = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "The encrypted mail, or its message.otrmail; stdin without it, or as -",
    };

    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "OUT", Description = "Write to OUT instead of stdout" };
    private readonly Option<string?> _outputDirectory = new("--output-dir")
    {
        HelpName = "DIR",
        Description = "Write each mail into DIR, named like its input; needed for several",
    };

    private readonly Option<string?> _json = new("--json")
    {
        HelpName = "REPORT",
        Description = "Also write what was found out as JSON to REPORT (a file, or for instance /dev/stderr)",
    };

    public DecryptCommand()
        : base("decrypt", "Decrypt mails that came in", "otrmail decrypt from-bob.eml -o letter.eml")
    {
        Add(_files);
        Add(_output);
        Add(_outputDirectory);
        Add(_json);
    }

    public override bool IsOffline => true;

    public override ExitCode Run(Invocation run)
    {
        string?[] given = run.GetAll(_files);
        string?[] inputs = given.Length > 0 ? given : [null];
        string? directory = run.Get(_outputDirectory);
        CheckUsage(run, inputs, directory);
        OutputDirectory? files = directory is null ? null : new OutputDirectory(directory, run.Context.Random);
        files?.Check();
        List<ReadingForm> report = [];
        ExitCode worst = ExitCode.Ok;
        using var reader = new MailFileReader(run);
        using ProgressBar? bar = inputs.Length > 1 ? new(run.Context, run.Report, "decrypt", inputs.Length) : null;
        foreach (string? input in inputs)
        {
            bar?.Show(report.Count, InputFile.NameOf(input));
            ReadingForm form = ReadOne(run, reader, input, files);
            report.Add(form);
            worst = ExitCodes.Worst(worst, (ExitCode)form.ExitCode);
        }

        if (run.Get(_json) is { } path && report.Exists(form => form.ExitCode == 0))
            OutputFile.Write(run.Context, path, Json.Bytes(report, FormContext.Default.IReadOnlyListReadingForm));
        return worst;
    }

    /// <summary>One input, on its own: a failure of this one is told, and the others go on.</summary>
    private ReadingForm ReadOne(Invocation run, MailFileReader reader, string? input, OutputDirectory? files)
    {
        string name = InputFile.NameOf(input);
        try
        {
            using DecryptedMessage message = reader.Read(input);
            if (files is null)
                OutputFile.Write(run.Context, run.Get(_output), message.Output.WriteTo);
            else
                files.Write([(FileNameOf(input), message.Output.WriteTo)]);
            Reading.Tell(run.Report, name, message);
            return ReadingForm.Of(input ?? "-", message);
        }
        catch (MailRefusedException e)
        {
            run.Report.Failure(e.Message, e.Hint);
            return new ReadingForm(input ?? "-", (int)e.Code, e.Fault);
        }
        catch (CommandException e) when (e.Code is ExitCode.NoInput or ExitCode.InputOutput or ExitCode.DataError)
        {
            run.Report.Failure(e.Message, e.Hint);
            return new ReadingForm(input ?? "-", (int)e.Code, e.Code.ToString());
        }
        catch (StoreException e) when (e.Fault == StoreFault.Busy)
        {
            run.Report.Failure($"{name}: {e.Message}", Explanations.Storing(e));
            return new ReadingForm(input ?? "-", (int)ExitCodes.Of(e.Fault), e.Fault.ToString());
        }
    }

    private void CheckUsage(Invocation run, string?[] inputs, string? directory)
    {
        string? output = run.Get(_output);
        if (output is not null && directory is not null)
            throw new CommandException(ExitCode.Usage, "-o and --output-dir exclude each other", "give one of them");
        if (inputs.Length > 1 && directory is null)
            throw new CommandException(ExitCode.Usage, $"{inputs.Length} mails need a file each", "give --output-dir DIR");
        OutputFile.Check(output);
        OutputFile.Check(run.Get(_json));
        if (directory is null)
            return;
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (string? input in inputs)
        {
            if (!names.Add(FileNameOf(input)))
                throw new CommandException(ExitCode.Usage, $"two inputs are called {FileNameOf(input)}", "decrypt them one by one");
            if (!InputFile.IsStandard(input) && Path.GetFullPath(input!) == Path.GetFullPath(Path.Combine(directory, FileNameOf(input))))
                throw new CommandException(ExitCode.Usage, $"{input} would be overwritten", "give another --output-dir");
        }
    }

    private static string FileNameOf(string? input) => InputFile.IsStandard(input) ? "stdin.eml" : Path.GetFileName(input!);
}
