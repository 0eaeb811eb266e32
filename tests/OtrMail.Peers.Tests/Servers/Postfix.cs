using System.Diagnostics;
using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests.Servers;

/// <summary>
/// Postfix on loopback with a directory of its own: submission with STARTTLS, and with TLS from the first byte; passwords are
/// Dovecot's; mail for bob and alice goes to Maildirs, and nobody else is known.
/// </summary>
internal sealed class Postfix : ServerProcess
{
    /// <param name="passwords">Knows the passwords.</param>
    /// <param name="services">More lines of master.cf.</param>
    public Postfix(Dovecot passwords, string services = "")
    {
        Port = Ports.Free();
        TlsPort = Ports.Free();
        Certificate = new ServerCertificate(Folder.Path, "postfix");
        File.SetUnixFileMode(Folder.Path, (UnixFileMode)0b111_101_101);
        foreach (string part in new[] { "etc", "queue", "data", "mail" })
            Directory.CreateDirectory(Folder[part]);
        File.SetUnixFileMode(Folder["mail"], (UnixFileMode)0b111_111_111);
        Tool("chown", "postfix", Folder["data"]);
        File.WriteAllText(Path.Combine(Folder["etc"], "main.cf"), Main(passwords));
        File.WriteAllText(Path.Combine(Folder["etc"], "master.cf"), Master() + services);
        File.WriteAllText(Path.Combine(Folder["etc"], "people"), "alice@example.org alice/\nbob@example.org bob/\n");
        Tool("postfix", "-c", Folder["etc"], "check");
        Start();
    }

    /// <summary>Submission with STARTTLS.</summary>
    public int Port { get; }

    /// <summary>TLS from the first byte.</summary>
    public int TlsPort { get; }

    public ServerCertificate Certificate { get; }

    /// <summary>The server's own account of what happened.</summary>
    public string Log => File.Exists(Folder["log"]) ? File.ReadAllText(Folder["log"]) : "";

    /// <summary>A setting's lines for an account.</summary>
    public static string Account(string more, string password = Dovecot.Password) =>
        $"[smtp.home]\nhost = \"127.0.0.1\"\nuser = \"{Dovecot.User}\"\npassword_command = \"echo {password}\"\n{more}\n";

    /// <summary>An account as it should be.</summary>
    public string TlsAccount => Account($"port = {TlsPort}\ncertificate = \"{Certificate.Fingerprint}\"");

    /// <summary>Waits until somebody has so many mails; without the fields that were put on top on the way.</summary>
    public byte[][] WaitFor(string person, int count)
    {
        string directory = Path.Combine(Folder["mail"], person, "new");
        for (DateTime end = DateTime.UtcNow.AddSeconds(30); ; Thread.Sleep(50))
        {
            string[] files = Directory.Exists(directory) ? Directory.GetFiles(directory) : [];
            if (files.Length >= count)
                return [.. files.Order().Select(File.ReadAllBytes)];
            if (DateTime.UtcNow > end)
                throw new TimeoutException($"{files.Length} mails of {count}: {Log}");
        }
    }

    protected override int[] Listening => [Port, TlsPort];

    protected override ProcessStartInfo Command()
    {
        var start = new ProcessStartInfo(PeerFactAttribute.Find("master")!, ["-c", Folder["etc"], "-s"]);
        start.Environment["MAIL_CONFIG"] = Folder["etc"];
        start.Environment["MAIL_LOGTAG"] = "postfix";
        return start;
    }

    private string Main(Dovecot passwords) => $"""
        compatibility_level = 3.6
        queue_directory = {Folder["queue"]}
        data_directory = {Folder["data"]}
        command_directory = /usr/sbin
        daemon_directory = {Path.GetDirectoryName(PeerFactAttribute.Find("master"))}
        mail_owner = postfix
        setgid_group = postdrop
        maillog_file = {Folder["log"]}
        maillog_file_prefixes = /tmp, /var
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = localhost
        mynetworks =
        mydestination =
        alias_maps =
        local_recipient_maps =
        virtual_mailbox_domains = example.org
        virtual_mailbox_maps = texthash:{Folder["etc"]}/people
        virtual_mailbox_base = {Folder["mail"]}
        virtual_minimum_uid = 1
        virtual_uid_maps = static:8
        virtual_gid_maps = static:8
        smtpd_relay_restrictions = permit_sasl_authenticated, reject
        smtpd_recipient_restrictions = reject_unlisted_recipient, permit_sasl_authenticated, reject
        smtpd_sasl_auth_enable = yes
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = {passwords.AuthSocket}
        smtpd_tls_cert_file = {Certificate.CertificatePath}
        smtpd_tls_key_file = {Certificate.KeyPath}
        smtpd_tls_security_level = encrypt
        smtpd_tls_auth_only = yes

        """;

    private string Master() => $"""
        127.0.0.1:{Port} inet n - n - - smtpd
        127.0.0.1:{TlsPort} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        smtp unix - - n - - smtp
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        local unix - n n - - local
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """;

    private static void Tool(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(PeerFactAttribute.Find(program)!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        RunResult result = OtrMailProgram.Run(start);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"{program}: {result.Error}{result.Text}");
    }
}
