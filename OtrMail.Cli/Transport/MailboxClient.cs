using MailKit.Net.Imap;

namespace OtrMail.Cli.Transport;

/// <summary>The library's client, with a say in where the mails that come are put: a piece where the one before it was, again and again.</summary>
/// <param name="meter">Listens.</param>
internal sealed class MailboxClient(ServerMeter meter) : ImapClient(meter)
{
    /// <summary>Where a piece of a mail is put while one is asked for.</summary>
    public MemoryStream? Piece { get; set; }

    protected override ImapFolder CreateImapFolder(ImapFolderConstructorArgs args) => new MailboxFolder(args, this);
}
