using OtrMail.Cli.Destinations;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Commands;

/// <summary>Mails that are read in one transaction.</summary>
/// <param name="Account">The account.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Destination">Where they go.</param>
/// <param name="MarksSeen">Whether they are marked on the server afterwards.</param>
/// <param name="Progress">How far the folder is looked through with them.</param>
/// <param name="Mails">The mails.</param>
internal sealed record FetchBatch(
    string Account, string Folder, IMailDestination Destination, bool MarksSeen, FolderProgress Progress, IReadOnlyList<DownloadedMail> Mails);
