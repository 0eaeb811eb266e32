using System.Text.RegularExpressions;

namespace OtrMail.Peers.Tests.Desktops;

/// <summary>Claws Mail at Bob's desk with the files of samples/config/claws-mail: an MH mailbox, and an account that reads an mbox.</summary>
internal sealed class ClawsMail : IDisposable
{
    private readonly Desk _desk;
    private readonly Display _display;
    private readonly string _main;

    /// <param name="desk">Whose desk.</param>
    /// <param name="settings">Lines of its common settings.</param>
    public ClawsMail(Desk desk, string settings = "")
    {
        _desk = desk;
        foreach (string folder in Folders)
            Directory.CreateDirectory(desk["Mail/" + folder]);
        desk.Put("deliver-mh", ".local/bin/deliver-mh");
        foreach (string file in new[] { "actionsrc", "matcherrc", "menurc" })
            desk.Put("claws-mail/" + file, ".claws-mail/" + file);
        string account = Desk.Sample("claws-mail/accountrc").Replace("/home/bob", desk.Home, StringComparison.Ordinal);
        File.WriteAllText(desk[".claws-mail/accountrc"], $"{account}account_name=Personal\nis_default=1\nname=Bob Ärmel\naddress=bob@example.org\nprotocol=5\nlocal_mbox={desk["spool"]}\n");
        File.WriteAllText(desk[".claws-mail/clawsrc"], $"[Common]\nenable_aspell=0\n{settings}\n");
        File.WriteAllText(desk[".claws-mail/folderlist.xml"], $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <folderlist>
                <folder type="mh" name="Mailbox" path="Mail">
                    {string.Concat(Folders.Select(Item))}
                </folder>
            </folderlist>
            """);
        _display = new Display(desk);
        try
        {
            _display.Open("claws-mail");
            _main = _display.Window("Claws Mail [0-9]");
            // it answers when it has started
            _display.WaitFor(() => Regex.IsMatch(_display.Run("timeout", "5", "claws-mail", "--status").Text, "^[0-9]+ [0-9]+ [0-9]+"), "Claws Mail's answer");
        }
        catch
        {
            _display.Dispose();
            throw;
        }
    }

    private static string[] Folders => ["inbox", "sent", "queue", "draft", "trash", "Private", "Sealed"];

    /// <summary>Gets mail, which goes through the filter rules.</summary>
    public void GetMail() => Tell("--receive");

    /// <summary>Shows a mail, presses a key, and copies what is shown then.</summary>
    /// <param name="mail">A folder and a number.</param>
    /// <param name="before">What is shown of it before the key.</param>
    /// <param name="key">A key, by X's name.</param>
    /// <param name="after">What is shown then.</param>
    public string Read(string mail, string before, string key, string after)
    {
        Show(mail, before);
        Press(key);
        return WaitFor(after);
    }

    /// <summary>Presses a key in the main window, where a mail is shown.</summary>
    public void Press(string key) => _display.Press(_main, key);

    /// <summary>Answers a mail, quoting what is shown of it.</summary>
    /// <param name="mail">A folder and a number.</param>
    /// <param name="text">What is shown of it.</param>
    public void Answer(string mail, string text)
    {
        Show(mail, text);
        Press("ctrl+r");
        Send();
    }

    /// <summary>Composes a mail and sends it.</summary>
    public void Compose(string mailto, params IEnumerable<string> attached)
    {
        Tell(["--compose", mailto, .. attached.SelectMany(file => new[] { "--attach", file })]);
        Send();
    }

    /// <summary>Waits until a window of this title is shown.</summary>
    public void WaitForWindow(string title) => _display.Window(title);

    /// <summary>Waits until a folder has so many mails.</summary>
    public byte[][] WaitFor(string folder, int count)
    {
        _display.WaitFor(() => Mails(folder).Length == count, $"{count} mails in {folder}");
        return [.. Mails(folder).Select(File.ReadAllBytes)];
    }

    /// <summary>The composed mail has been sent, and its window is gone.</summary>
    public void WaitUntilSent() => _display.WaitFor(() => !_display.Shows("Compose message"), "no window to compose in");

    public void Dispose() => _display.Dispose();

    private static string Item(string folder) => $"<folderitem name=\"{folder}\" path=\"{folder}\"{folder switch
    {
        "sent" => " type=\"outbox\"",
        "inbox" or "queue" or "draft" or "trash" => $" type=\"{folder}\"",
        _ => "",
    }} />";

    private void Send()
    {
        string window = _display.Window("Compose message");
        _display.Press(window, "ctrl+Return");
    }

    private void Show(string mail, string text)
    {
        Tell("--select", "#mh/Mailbox/" + mail);
        WaitFor(text);
    }

    /// <summary>Waits for a text where a mail is shown; copies all that is there.</summary>
    private string WaitFor(string text)
    {
        string shown = "";
        _display.WaitFor(
            () =>
            {
                _display.Click(_main, 400, 470);
                _display.Press(_main, "ctrl+a", "ctrl+c");
                return (shown = _display.Clipboard).Contains(text, StringComparison.Ordinal);
            },
            text);
        return shown;
    }

    private void Tell(params IEnumerable<string> arguments) => _display.Run("timeout", ["30", "claws-mail", .. arguments]).Ok();

    private string[] Mails(string folder) => [.. Directory.GetFiles(_desk["Mail/" + folder])
        .Where(file => char.IsAsciiDigit(Path.GetFileName(file)[0])).Order(StringComparer.Ordinal)];
}
