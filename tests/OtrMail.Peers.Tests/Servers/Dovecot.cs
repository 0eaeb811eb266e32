using System.Diagnostics;

namespace OtrMail.Peers.Tests.Servers;

/// <summary>Dovecot on loopback, with one user, a Maildir and a certificate of its own.</summary>
internal sealed class Dovecot : ServerProcess
{
    public const string User = "bob";
    public const string Password = "correct horse";

    private readonly string _config;
    private readonly string _mechanisms;

    /// <param name="mechanisms">How users may show who they are.</param>
    public Dovecot(string mechanisms = "plain login scram-sha-256")
    {
        _mechanisms = mechanisms;
        Port = Ports.Free();
        TlsPort = Ports.Free();
        Certificate = new ServerCertificate(Folder.Path, "dovecot");
        Share(Folder["mail"]);
        Share(Folder["raw"]);
        // its processes for logins run as another user
        File.SetUnixFileMode(Folder.Path, (UnixFileMode)0b111_101_101);
        File.WriteAllText(Folder["users"], $"{User}:{{PLAIN}}{Password}::::::\n");
        _config = Folder["dovecot.conf"];
        File.WriteAllText(_config, Config());
        Start();
    }

    /// <summary>Without protection, with STARTTLS offered.</summary>
    public int Port { get; }

    /// <summary>TLS from the first byte.</summary>
    public int TlsPort { get; }

    public ServerCertificate Certificate { get; }

    /// <summary>The file that configures it.</summary>
    public string Configuration => _config;

    /// <summary>Where other servers ask it about passwords.</summary>
    public string AuthSocket => Folder["sasl"];

    /// <summary>What all clients sent in their connections (Dovecot's rawlog).</summary>
    public string Dialogue => string.Concat(Directory.Exists(Folder["raw"])
        ? Directory.GetFiles(Folder["raw"], "*.in").Order().Select(File.ReadAllText) : []);

    /// <summary>How the last user showed who he is, as the server's log has it.</summary>
    public string LastMethod => File.ReadAllLines(Folder["log"]).Last(line => line.Contains("method=", StringComparison.Ordinal))
        .Split("method=")[1].Split(',')[0];

    /// <summary>The Maildir of a folder.</summary>
    public string Maildir(string folder = "INBOX") => folder == "INBOX" ? Folder["mail"] : Path.Combine(Folder["mail"], "." + folder);

    /// <summary>Bytes that all clients got.</summary>
    public long BytesSent => Directory.Exists(Folder["raw"]) ? Directory.GetFiles(Folder["raw"], "*.out").Sum(file => new FileInfo(file).Length) : 0;

    /// <summary>A setting's lines for an account.</summary>
    public static string Account(string more, string name = "home") =>
        $"[imap.{name}]\nhost = \"127.0.0.1\"\nuser = \"{User}\"\npassword_command = \"echo {Password}\"\n{more}\n";

    /// <summary>Settings for the connection without TLS.</summary>
    public string PlainAccount(string more = "") => Account($"tls = \"none\"\nport = {Port}\n{more}");

    /// <summary>Puts a mail into a folder, as if it had come.</summary>
    public void Put(byte[] mail, string folder = "INBOX", string flags = "", DateTime? date = null) =>
        Put(path => File.WriteAllBytes(path, mail), folder, flags, date);

    /// <summary>The same for a mail in a file.</summary>
    public void PutFile(string mail) => Put(path => File.Copy(mail, path), "INBOX", "", null);

    private void Put(Action<string> write, string folder, string flags, DateTime? date)
    {
        string directory = Path.Combine(Maildir(folder), flags.Length == 0 ? "new" : "cur");
        foreach (string part in new[] { "", "tmp", "new", "cur" })
            Share(Path.Combine(Maildir(folder), part));
        string name = $"{Stopwatch.GetTimestamp()}.M{Guid.NewGuid():N}.here{(flags.Length == 0 ? "" : ":2," + flags)}";
        string waiting = Path.Combine(Maildir(folder), "tmp", name);
        write(waiting);
        if (date is { } time)
            File.SetLastWriteTimeUtc(waiting, time);
        File.Move(waiting, Path.Combine(directory, name));
    }

    protected override int[] Listening => [Port, TlsPort];

    protected override ProcessStartInfo Command() => new(Programs.Find("dovecot")!, ["-F", "-c", _config]);

    private string Config() => $$"""
        base_dir = {{Folder["run"]}}
        state_dir = {{Folder["state"]}}
        log_path = {{Folder["log"]}}
        protocols = imap
        listen = 127.0.0.1
        {{Users()}}
        mail_location = maildir:{{Folder["mail"]}}
        mail_max_userip_connections = 200
        first_valid_uid = 1
        first_valid_gid = 1
        ssl = yes
        ssl_cert = <{{Certificate.CertificatePath}}
        ssl_key = <{{Certificate.KeyPath}}
        disable_plaintext_auth = no
        auth_mechanisms = {{_mechanisms}}
        passdb {
          driver = passwd-file
          args = scheme=PLAIN {{Folder["users"]}}
        }
        userdb {
          driver = static
          args = uid={{MailUser("-u")}} gid={{MailUser("-g")}} home={{Folder["mail"]}}
        }
        service anvil {
          chroot =
        }
        service auth {
          unix_listener {{AuthSocket}} {
            mode = 0666
          }
        }
        service imap-login {
          chroot =
          inet_listener imap {
            port = {{Port}}
          }
          inet_listener imaps {
            port = {{TlsPort}}
            ssl = yes
          }
        }
        service imap {
          chroot =
          executable = imap
        }
        protocol imap {
          mail_plugins =
          rawlog_dir = {{Folder["raw"]}}
        }
        namespace inbox {
          inbox = yes
          separator = /
        }
        """;

    /// <summary>Root's own mail Dovecot does not touch.</summary>
    private static string MailUser(string what) => Environment.UserName == "root" ? "8" : Id(what);

    private static void Share(string directory)
    {
        Directory.CreateDirectory(directory);
        File.SetUnixFileMode(directory, (UnixFileMode)0b111_111_111);
    }

    private static string Id(string what) => Programs.Ask("id", what);

    /// <summary>Started by root, Dovecot has users of its own for its processes, and wants them.</summary>
    private static string Users() => Environment.UserName == "root" ? "" :
        $"default_internal_user = {Environment.UserName}\ndefault_internal_group = {Id("-gn")}\ndefault_login_user = {Environment.UserName}";
}
