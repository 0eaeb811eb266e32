using System.CommandLine;
using System.Globalization;
using System.Text;
using OtrMail.Cli.Forms;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary><c>otrmail inspect</c>: what any third party sees of a message, without keys or data directory.</summary>
internal sealed class InspectCommand : CliCommand
{
    private readonly Argument<string?> _file = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The encrypted mail, or its message.otrmail; stdin without it, or as -",
    };

    private readonly Option<bool> _json = new("--json") { Description = "As JSON" };

    public InspectCommand()
        : base("inspect", "Show a message's structure, without any key", "otrmail inspect --json from-bob.eml")
    {
        Add(_file);
        Add(_json);
    }

    public override ExitCode Run(Invocation run)
    {
        (string name, FoundPacket found, Packet packet) = PacketFile.Read(run, run.Get(_file));
        PacketForm form = PacketForm.Of(packet, found);
        if (run.Get(_json))
            run.WriteJson(form, FormContext.Default.PacketForm);
        else
            run.Write(Describe(form));
        if (form.DkimSignatures.Count > 0)
        {
            run.Report.Warning($"{name}: the outside is signed by the sender's provider (DKIM: {string.Join(", ", form.DkimSignatures)}): "
                + "together with a correspondent's kept private key this can convince others, whatever has been revealed");
        }

        return ExitCode.Ok;
    }

    private static string Describe(PacketForm form)
    {
        var text = new StringBuilder();
        void Line(string name, object value) => text.Append((name + ":").PadRight(20))
            .Append(Printable.Of(Convert.ToString(value, CultureInfo.InvariantCulture)!)).Append('\n');
        Line("Type", $"{form.Type} (protocol version {form.Version})");
        Line("Found as", form.Place + (form.Wrapped ? ", in a wrapped mail" : ""));
        Line("Session", form.SessionId);
        Line("Sender's key", form.Type == "first" ? "none yet (ring signature and g^x are inside)" : form.SenderKeyId);
        Line("Recipient's key", form.Type == "first" ? $"prekey {form.RecipientKeyId:x8}" : form.RecipientKeyId);
        Line("Header hash", form.HeaderHash);
        Line("KEM ciphertext", $"{form.KemCiphertextBytes} bytes");
        if (form.ReplyKey is { } replyKey)
            Line("g^y", replyKey);
        Line("Ciphertext", $"{form.CiphertextBytes} bytes of {form.PacketBytes}");
        Line("Revealed MAC keys", form.RevealedMacKeys.Count == 0 ? "none" : form.RevealedMacKeys.Count);
        foreach (string key in form.RevealedMacKeys)
            text.Append("  ").Append(key).Append('\n');
        Line("Published keys", form.PublishedSigningKeys.Count == 0 ? "none" : form.PublishedSigningKeys.Count);
        foreach (PublishedKeyForm key in form.PublishedSigningKeys)
            text.Append("  ").Append(key.Fingerprint).Append(" prime ").Append(key.Prime).Append('\n');
        Line("MAC", form.Mac);
        return text.ToString();
    }
}
