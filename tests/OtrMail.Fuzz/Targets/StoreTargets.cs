using System.Security.Cryptography;
using System.Text;
using OtrMail.Cli.Settings;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;
using OtrMail.Core.Storage;
using OtrMail.Core.Tests.Mail;
using OtrMail.Core.Wire;
using OtrMail.Ring;

namespace OtrMail.Fuzz.Targets;

/// <summary>Files that a thief, a broken disk or another machine may have written.</summary>
internal static class StoreTargets
{
    private static readonly string[] Configs =
    [
        "name = \"Alice\"\npassphrase_command = \"pass otr\"\noutbox = \"outbox\"\npacket_limit = \"64 MiB\"\nlock_timeout = \"30 s\"\narchive = \"90 days\"\nopportunistic = true\nsent_maildir = \"~/Mail/Sent\"\n",
        "[sendmail]\ncommand = \"msmtp -a work\"\n[imap.home]\nhost = \"imap.example.org\"\nuser = \"alice\"\npassword_command = \"pass mail\"\nfolders = [\"INBOX\", \"Lists/otr\"]\nmaildir = \"Mail\"\nmark_seen = true\n",
        "[imap.\"at work\"]\nhost = \"127.0.0.1\"\ntls = \"none\"\nport = 1430\nuser = \"alice\"\nauth = \"xoauth2\"\ncommand = \"procmail\"\n[smtp.home]\nhost = \"smtp.example.org\"\ntls = \"starttls\"\ncertificate = \"AB:CD\"\naddresses = \"alice@example.org\"\n",
        "packet_limit = 1_000_000\nlock_timeout = 5.5\narchive = 0\n",
    ];

    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        new("vault", Vaults, VaultSeeds, "OTRVAULT", "\u0001", "\0"),
        new("export", Exports, ExportSeeds, "OTR", "\u0001", "\0\0\0\u0001"),
        new("config", Config, () => Configs.Select(Encoding.UTF8.GetBytes), "=", "\"", "\"\"\"", "'''", "[", "]", "[[", "{", "}", "#", "\n", "imap", "smtp", "host", "port", "tls", "true", "0x", "1e9", "1979-05-27", "\\u0000", "\\", ".", "packet_limit", "MiB", "addresses"),
    ];

    private static void Vaults(byte[] input)
    {
        Decode(input);
        // the hash in the end is no secret: who wants to, makes it right
        if (input.Length > 32)
            Decode([.. input[..^32], .. SHA256.HashData(input.AsSpan(..^32))]);
    }

    private static void Decode(byte[] bytes)
    {
        try
        {
            VaultFile file = VaultFile.Decode(bytes);
            FuzzException.Unless(file.Bytes.SequenceEqual(bytes), "another file");
            if (!file.NeedsPassphrase)
                file.OpenPlain().Dispose();
        }
        catch (StoreException)
        {
            // the answer to a damaged file
        }
    }

    private static void Exports(byte[] input)
    {
        if (SealedExport.TryRead(input, out SealedExport? sealedExport) && !sealedExport.NeedsPassphrase)
            FuzzException.Unless(sealedExport.TryOpen(null, out _), "a plain export does not open");
        if (!IdentityExport.TryRead(input, out IdentityExport? export))
            return;
        using (export)
        using (WireWriter again = export.Encode())
            FuzzException.Unless(again.Written.SequenceEqual(input), "another encoding");
    }

    private static void Config(byte[] input)
    {
        try
        {
            SettingsFile.Parse("config.toml", Encoding.UTF8.GetString(input));
        }
        catch (CommandException e) when (e.Code == ExitCode.Configuration)
        {
            // the answer to a wrong setting
        }
    }

    private static IEnumerable<byte[]> VaultSeeds()
    {
        var random = new SeededRandom(5);
        using StoreKey key = StoreKey.NewRandom(random);
        yield return VaultFile.Encode(new byte[16], key, null, PassphraseCost.Default, random).Bytes.ToArray();
        yield return VaultFile.Encode(new byte[16], key, "passphrase"u8.ToArray(), new PassphraseCost(8 << 10, 1, 1), random).Bytes.ToArray();
    }

    private static IEnumerable<byte[]> ExportSeeds()
    {
        int next = 0;
        using var store = new MemoryStore();
        var postbox = new Postbox(store, new PostboxOptions(Core.Mime.MimeMailReader.Instance)
        {
            Clock = new TestClock(),
            Random = new SeededRandom(1),
            NewRsaKey = () => RsaPool.Take(next++),
        });
        postbox.CreateIdentity([Core.Keys.Address.Parse("alice@example.org")]);
        using PostboxTransaction transaction = postbox.Begin();
        using IdentityExport export = transaction.ExportIdentity();
        using WireWriter writer = export.Encode();
        yield return writer.ToArray();
        yield return SealedExport.Make(writer.Written, null, PassphraseCost.Default, SystemRandomSource.Instance);
        yield return SealedExport.Make(writer.Written, "passphrase"u8.ToArray(), new PassphraseCost(8 << 10, 1, 1), SystemRandomSource.Instance);
    }
}
