using System.CommandLine;
using System.Text;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Im;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail im peers</c>: the keys that were seen of others.</summary>
internal sealed class ImPeersCommand : CliCommand
{
    private readonly Option<string?> _account = new("--account") { HelpName = "NAME", Description = "Of this own account alone" };
    private readonly Option<string?> _peer = new("--peer") { HelpName = "NAME", Description = "Of this peer alone" };
    private readonly Option<bool> _json = new("--json") { Description = "As JSON" };

    public ImPeersCommand()
        : base("peers", "List the fingerprints seen of others, and whether they were compared", "otrmail im peers")
    {
        Add(_account);
        Add(_peer);
        Add(_json);
    }

    public override ExitCode Run(Invocation run)
    {
        string? onlyAccount = run.Get(_account) is null ? null : ImNames.Account(run, _account);
        string? onlyPeer = run.Get(_peer) is null ? null : ImNames.Peer(run, _peer);
        using Home home = run.OpenHome();
        ImKeyring keys = home.Keyring;
        List<ImPeerForm> forms = [];
        foreach (string account in onlyAccount is null ? keys.AccountNames() : [onlyAccount])
        {
            foreach (string peer in onlyPeer is null ? keys.PeerNames(account) : [onlyPeer])
                forms.AddRange(keys.PeerKeys(account, peer).Select(key => ImPeerForm.Of(account, peer, key)));
        }

        if (run.Get(_json))
        {
            run.WriteJson(forms, FormContext.Default.IReadOnlyListImPeerForm);
            return ExitCode.Ok;
        }

        var text = new StringBuilder();
        foreach (ImPeerForm form in forms)
        {
            string verified = form.Verified ? "verified" : "not verified";
            text.Append(ImNames.Fingerprint([form.Fingerprint]))
                .Append($"  {verified}, last seen {Contacts.DateOf(form.LastSeen)}  {Printable.Of(form.Peer)} (of {Printable.Of(form.Account)})\n");
        }

        run.Write(text.ToString());
        return ExitCode.Ok;
    }
}
