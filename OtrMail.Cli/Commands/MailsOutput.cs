using System.Globalization;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary>
/// Where encrypted mails go: one to standard output or the file of <c>-o</c>, several with <c>manifest.json</c> into the
/// directory of <c>--output-dir</c>.
/// </summary>
internal sealed class MailsOutput
{
    /// <summary>Many servers take no larger mail.</summary>
    private const int LargeMail = 25_000_000;

    private const string ManifestName = "manifest.json";
    private const int LongestNamePart = 100;

    private readonly Invocation _run;
    private readonly string? _output;
    private readonly OutputDirectory? _files;

    /// <exception cref="CommandException">64: both were given.</exception>
    public MailsOutput(Invocation run, string? output, string? directory)
    {
        if (output is not null && directory is not null)
            throw new CommandException(ExitCode.Usage, "-o and --output-dir exclude each other", "give one of them");
        _run = run;
        _output = output;
        _files = directory is null ? null : new OutputDirectory(directory, run.Context.Random);
    }

    /// <summary>Whether there is room for more than one.</summary>
    public bool IsDirectory => _files is not null;

    /// <summary>Refuses what is certain to fail, before anything has changed.</summary>
    public void Check()
    {
        OutputFile.Check(_output);
        _files?.Check();
    }

    /// <summary>Puts them out, after the commit.</summary>
    public void Write(IReadOnlyList<EncryptedMail> mails)
    {
        if (_files is null)
            OutputFile.Write(_run.Context, _output, mails[0].WriteTo);
        else
            _files.Write(Files(mails));
        Tell(mails);
    }

    private static List<(string Name, Action<Stream> Write)> Files(IReadOnlyList<EncryptedMail> mails)
    {
        List<(string Name, Action<Stream> Write)> files = [];
        List<ManifestEntry> entries = [];
        for (int i = 0; i < mails.Count; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{i + 1:D3}-{NamePart(mails[i].Recipient)}.eml");
            files.Add((name, mails[i].WriteTo));
            entries.Add(new ManifestEntry(name, mails[i].Recipient.ToString()));
        }

        byte[] manifest = Json.Bytes(entries, FormContext.Default.IReadOnlyListManifestEntry);
        files.Add((ManifestName, output => output.Write(manifest)));
        return files;
    }

    /// <summary>An address as part of a file name: nothing in it that a shell or a file system takes for something else.</summary>
    private static string NamePart(Address address)
    {
        string safe = string.Concat(address.ToString().Select(c => char.IsAsciiLetterOrDigit(c) || c is '@' or '.' or '-' or '+' ? c : '_'));
        return safe.Length <= LongestNamePart ? safe : safe[..LongestNamePart];
    }

    private void Tell(IReadOnlyList<EncryptedMail> mails)
    {
        foreach (EncryptedMail mail in mails)
        {
            _run.Report.Detail($"{mail.Recipient}: {MailStatus.NameOf(mail.Type)}, {mail.Length} bytes");
            if (mail.Length > LargeMail)
                _run.Report.Warning($"{mail.Recipient}: the mail has {mail.Length} bytes, and many servers take no more than 25 MB");
        }
    }
}
