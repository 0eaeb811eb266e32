namespace OtrMail.Cli.Tests;

/// <summary>A program in sendmail's place that keeps what it is given, and answers as it is told.</summary>
internal sealed class RecordingSendmail
{
    private readonly string _folder;

    public RecordingSendmail(string folder)
    {
        _folder = Path.Combine(folder, "handed-on");
        Directory.CreateDirectory(_folder);
        // what is in the folder is whole: those who watch it count files
        Script = Path.Combine(folder, "record.sh");
        File.WriteAllText(Script, $"""
            #!/bin/sh
            n=$(ls '{_folder}' | wc -l)
            for last; do :; done
            code=$(cat "{_folder}.$last" 2>/dev/null || cat '{_folder}.code' 2>/dev/null || echo 0)
            cat > '{_folder}'.tmp.$$
            if [ "$code" != 0 ]; then rm '{_folder}'.tmp.$$; echo "not now, says $0" >&2; exit "$code"; fi
            echo noise on stdout
            printf '%s\n' "$@" > '{_folder}.args'
            mv '{_folder}'.tmp.$$ "{_folder}/$(printf %04d $n)-$last"
            """);
        File.SetUnixFileMode(Script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Script { get; }

    /// <summary>The settings that name it.</summary>
    public string Setting => $"[sendmail]\ncommand = \"{Script} -i\"\n";

    /// <summary>The exit code for everybody; 0 takes the mail.</summary>
    public int Code
    {
        set => File.WriteAllText(_folder + ".code", $"{value}\n");
    }

    /// <summary>The arguments of the last call that was taken.</summary>
    public string[] Arguments => File.ReadAllLines(_folder + ".args");

    /// <summary>The mails that were taken, with their recipients, in order.</summary>
    public IReadOnlyList<(string Recipient, byte[] Mail)> Taken =>
        [.. Directory.GetFiles(_folder).Where(file => !Path.GetFileName(file).StartsWith("tmp.", StringComparison.Ordinal)).Order().Select(file => (Path.GetFileName(file)[5..], File.ReadAllBytes(file)))];

    /// <summary>The exit code for one recipient.</summary>
    public void Answer(string recipient, int code) => File.WriteAllText($"{_folder}.{recipient}", $"{code}\n");
}
