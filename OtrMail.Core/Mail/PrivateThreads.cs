using System.Text;
using OtrMail.Core.Keys;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Core.Mail;

/// <summary>
/// Message-IDs of mails that were read or written encrypted, so that an answer, which may quote them, is not sent in the
/// clear to somebody else.
/// </summary>
public sealed class PrivateThreads
{
    /// <summary>Threads older than this are let go: 400 days.</summary>
    private const long KeptFor = 400 * LifeTimes.Day;

    private const int MaxForgottenAtOnce = 1000;

    private static readonly RecordKind Kind = new("private-thread", Forgettable: false);

    private readonly IStoreTransaction _store;

    internal PrivateThreads(IStoreTransaction store) => _store = store;

    /// <summary>Whether a mail with this Message-ID was read or written encrypted here.</summary>
    /// <param name="messageId">With or without its angle brackets.</param>
    public bool Knows(string messageId) => _store.Get(Kind, "", NameOf(messageId)) is not null;

    /// <summary>Notes a mail that was read or written encrypted.</summary>
    internal static void Note(PostboxContext context, ReadOnlyMemory<byte> mail)
    {
        if (context.Options.Reader.MessageIdOf(mail) is { } messageId)
            context.Store.Put(Kind, "", NameOf(messageId), [], due: context.Now + KeptFor);
    }

    /// <summary>Lets go of what is old; answers whether there was any.</summary>
    internal static bool ForgetDue(PostboxContext context)
    {
        IReadOnlyList<StoredRecord> due = context.Store.DueBefore(Kind, context.Now, MaxForgottenAtOnce);
        foreach (StoredRecord record in due)
            context.Store.Delete(Kind, "", record.Name);
        return due.Count > 0;
    }

    private static string NameOf(string messageId) =>
        Convert.ToHexStringLower(Sha256.HashData(Encoding.UTF8.GetBytes(messageId.Trim().TrimStart('<').TrimEnd('>'))));
}
