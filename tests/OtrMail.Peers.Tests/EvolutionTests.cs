using OtrMail.Peers.Tests.Desktops;

namespace OtrMail.Peers.Tests;

/// <summary>
/// Evolution with the files of samples/config/evolution, driven on a display without a screen. Too heavy to be installed for it (80 MB):
/// tried where it is there.
/// </summary>
public sealed class EvolutionTests : IDisposable
{
    private readonly Desk _desk = new();

    public EvolutionTests() => _desk.CatchSentMail();

    public void Dispose() => _desk.Dispose();

    [PeerFact("evolution", "dbus-run-session", "Xvfb", "xdotool")]
    public void Evolution_sends_encrypted_and_files_a_readable_copy_and_reads_a_Maildir()
    {
        Source("account", "Mail Account", "IdentityUid=identity", Desk.Sample("evolution/maildir.source"), "");
        Source("identity", "Mail Identity", "Address=bob@example.org\nName=Bob", "[Mail Submission]\nTransportUid=transport\nSentFolder=folder://local/Sent\n", "account");
        Source("transport", "", "", Desk.Sample("evolution/transport.source"), "account");
        _desk.Deliver(_desk.People.Inside("bob", _desk.People.Encrypted("alice", "bob", "in the Maildir"), "filter", "in").Ok().Output, "Mail/Private");
        // it would ask whether the key to send was meant
        Directory.CreateDirectory(_desk[".config/glib-2.0/settings"]);
        File.WriteAllText(_desk[".config/glib-2.0/settings/keyfile"], "[org/gnome/evolution/mail]\nprompt-on-accel-send=false\n");
        using var display = new Display(_desk);
        // a bus of its own, which ends with it; the second call finds the first by it
        _desk.Script(".local/bin/session", """
            #!/bin/sh
            export GSETTINGS_BACKEND=keyfile
            evolution &
            until [ -e compose ]; do sleep 0.2; done
            evolution 'mailto:alice@example.org?cc=carol@example.org&subject=by%20evolution&body=gr%C3%BCne%20Br%C3%BCcke%0A.%0AFrom%20here'
            wait
            """);
        display.Open("dbus-run-session", "--", "session");
        display.Window("Mail");
        File.WriteAllText(_desk["compose"], "");
        display.Press(display.Window("by evolution"), "ctrl+Return");
        display.WaitFor(() => _desk.SaidMail().Length == 1, "a mail that was sent");
        string copies = _desk[".local/share/evolution/mail/local/.Sent/cur"];
        display.WaitFor(() => Directory.Exists(copies) && Directory.GetFiles(copies).Length == 1, "the copy");
        _desk.AssertAllCameBack(2, File.ReadAllBytes(Directory.GetFiles(copies)[0]));
        Assert.All(_desk.SentMail(), mail => Assert.DoesNotContain("here", mail));
        // it has taken the mail of the Maildir as its own
        Assert.Contains("in the Maildir", File.ReadAllText(Assert.Single(Directory.GetFiles(_desk["Mail/Private/cur"]))));
    }

    private void Source(string name, string section, string lines, string sample, string parent)
    {
        string path = _desk[$".config/evolution/sources/{name}.source"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string text = sample.Replace("/home/bob", _desk.Home, StringComparison.Ordinal);
        // lines of a section that the sample has stand under its name
        text = text.Contains($"[{section}]", StringComparison.Ordinal) ? text.Replace($"[{section}]", $"[{section}]\n{lines}", StringComparison.Ordinal)
            : section.Length > 0 ? $"[{section}]\n{lines}\n{text}" : text;
        File.WriteAllText(path, $"[Data Source]\nDisplayName={name}\nEnabled=true\nParent={parent}\n\n{text}");
    }
}
