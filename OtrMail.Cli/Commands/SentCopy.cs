using System.Security.Cryptography;
using OtrMail.Cli.Destinations;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Mime;
using OtrMail.Core.Streams;

namespace OtrMail.Cli.Commands;

/// <summary>A readable copy of a mail for its sender's folder of sent mail (<c>sent_maildir</c>).</summary>
internal sealed class SentCopy : IDisposable
{
    private readonly Maildir _maildir;
    private bool _isKept;

    private SentCopy(Maildir maildir, string place)
    {
        _maildir = maildir;
        Place = place;
    }

    /// <summary>Where it is, for <see cref="Core.Mail.OutgoingQueue.PutCopy"/>.</summary>
    public string Place { get; }

    /// <summary>Writes it where no mail program looks yet; null where none is wanted, or the mail is not readable as it is.</summary>
    /// <exception cref="CommandException">74: nothing is sent without its copy.</exception>
    public static SentCopy? Stage(Invocation run, Submission mail)
    {
        if (run.Settings.SentMaildir is not { } directory || mail.Outgoing is null)
            return null;
        string path = Directories.Named(run.Context, run.HomeDirectory, directory);
        try
        {
            Maildir maildir = Maildir.Open(path);
            RenderedMail content = mail.ForSender();
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            content.WriteTo(new SpanStream(hash.AppendData));
            string name = Convert.ToHexStringLower(hash.GetHashAndReset());
            string place = maildir.Stage(new FetchedMail(content, name, run.Context.Clock.GetUtcNow(), "S"));
            maildir.Secure([place]);
            return new SentCopy(maildir, place);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.Failure($"the Maildir '{path}'", e);
        }
    }

    /// <summary>The mails are in the queue, and the copy's place with them: the next pass lets it appear.</summary>
    public void Keep() => _isKept = true;

    /// <summary>Takes away what was not kept.</summary>
    public void Dispose()
    {
        if (!_isKept)
            _maildir.Withdraw(Place);
    }
}
