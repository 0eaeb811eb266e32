using OtrMail.Cli.Documentation;
using OtrMail.Cli.Settings;

namespace OtrMail.Cli.Tests;

/// <summary>The manual, and the reference that it is made of: both say what the program takes.</summary>
public sealed class ManTests : IDisposable
{
    private static readonly CommandEntry Program = CommandEntry.OfProgram();
    private static readonly Reference Reference = Reference.OfProgram();

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Commands =>
        [.. Program.All.Where(command => command.Commands.Count == 0).Select(command => string.Join(' ', command.Path.Skip(1)))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_reference_has_a_row_for_each_command_with_the_options_that_it_takes(string command)
    {
        string[] usages = [.. Reference.Section("Commands").OfType<ReferenceBlock.Table>().First().Rows
            .SelectMany(row => Reference.Codes(row[0])).Where(usage => (usage + " ").StartsWith(command + " ", StringComparison.Ordinal))];
        Assert.NotEmpty(usages);
        CommandEntry entry = Program.All.Single(one => one.FullName == "otrmail " + command);
        string[] words = [.. usages.SelectMany(usage => usage.Split(' ', '[', ']', '(', ')', '|')).Where(word => word.StartsWith('-')).Distinct()];
        // sendmail's are told in a paragraph of their own
        Assert.All(usages.Any(usage => usage.Contains("[sendmail options]", StringComparison.Ordinal)) ? [] : entry.Options, option => Assert.True(option.Names.Any(words.Contains), $"docs/CLI.md: {command} lacks {option.LongName}"));
        Assert.All(words, word => Assert.True(entry.Options.Any(option => option.Names.Contains(word)), $"docs/CLI.md: {command} has no {word}"));
    }

    [Fact]
    public void Every_topic_of_the_reference_names_the_commands_that_it_is_about()
    {
        IReadOnlyList<ReferenceTopic> topics = [.. Reference.Topics("Commands"), .. Reference.Topics("JSON")];
        Assert.True(topics.Count > 12);
        Assert.All(topics, topic => Assert.NotEmpty(topic.Names));
    }

    [Fact]
    public void The_example_of_settings_is_one()
    {
        string example = Reference.Section("Environment and files").OfType<ReferenceBlock.Code>().Single().Text;
        File.WriteAllText(_folder["config.toml"], example);
        UserSettings settings = SettingsFile.Read(_folder.Path);
        Assert.Equal("Alice Liddell", settings.Name);
        Assert.Equal("~/Mail/Private", Assert.Single(settings.ImapAccounts).Maildir);
    }

    [Fact]
    public void All_pages_are_written_and_each_alone_is_printed()
    {
        InProcess.Run(_folder.Path, TimeProvider.System, null, new ScriptedPrompt(), ["man", "--output-dir", _folder["man"]]).Ok();
        string[] pages = [.. Directory.GetFiles(_folder["man/man1"]).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal([.. Program.Commands.Select(command => $"otrmail-{command.Name}.1").Append("otrmail.1").Order(StringComparer.Ordinal)], pages);
        Assert.Equal(File.ReadAllText(_folder["man/man5/otrmail-config.5"]), InProcess.Run(_folder.Path, TimeProvider.System, null, new ScriptedPrompt(), ["man", "config"]).Ok().Text);
        InProcess.Run(_folder.Path, TimeProvider.System, null, new ScriptedPrompt(), ["man", "no-such"]).Refused(64);
        string key = File.ReadAllText(_folder["man/man1/otrmail-key.1"]);
        Assert.Contains("\\fBotrmail\\fR \\fBkey\\fR \\fBverify\\fR \\fIADDRESS\\fR", key);
        Assert.Contains("\\fB\\-\\-no\\-passphrase\\fR", key);
        Assert.Contains("The number", key);
        Assert.Contains("verificationNumber", key);
        Assert.Contains(".SH THE STATUS HEADER", File.ReadAllText(_folder["man/man1/otrmail-filter.1"]));
        Assert.All(Directory.GetFiles(_folder["man"], "*", SearchOption.AllDirectories), page => Assert.DoesNotContain("?]", File.ReadAllText(page)));
    }

    [Fact]
    public void Text_that_looks_like_a_request_or_an_escape_stays_text()
    {
        var page = new RoffPage("x", 1, "1");
        page.Paragraph(".SH not a heading, `a\\b`, *slanted* and [a link](elsewhere)");
        page.Code("'quoted\n.TH");
        Assert.Contains("\n\\&.SH not a heading, \\fBa\\eb\\fR, \\fIslanted\\fR and a link\n", page.ToString());
        Assert.Contains("\n\\(aqquoted\n\\&.TH\n", page.ToString());
    }
}
