using MailKit;
using MailKit.Net.Imap;

namespace OtrMail.Cli.Transport;

/// <summary>The library's folder; it keeps what comes in one block where it can.</summary>
/// <param name="args">What the library says of it.</param>
/// <param name="client">Its client.</param>
internal sealed class MailboxFolder(ImapFolderConstructorArgs args, MailboxClient client) : ImapFolder(args)
{
    /// <summary>What a server announces and never gives takes no more room than this.</summary>
    private const int MostInOneBlock = 2 * RemoteMail.MostAtOnce;

    protected override Stream CreateStream(UniqueId? uid, string section, int offset, int length)
    {
        if (length <= RemoteMailStream.PieceBytes && client.Piece is { } piece)
        {
            piece.SetLength(0);
            return piece;
        }

        return length <= MostInOneBlock ? new MemoryStream(length) : base.CreateStream(uid, section, offset, length);
    }
}
