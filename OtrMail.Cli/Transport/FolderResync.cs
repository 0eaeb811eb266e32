using MailKit;
using OtrMail.Core.Mail;

namespace OtrMail.Cli.Transport;

/// <summary>
/// Opens a folder and hears at once what came and went since it was looked through (QRESYNC, RFC 7162, section 3.2.5), so that no
/// search is needed. Flags of old mails are not asked for. A server that does not account for every mail is not relied upon.
/// </summary>
/// <param name="known">How far it was looked through.</param>
internal sealed class FolderResync(FolderProgress known)
{
    /// <summary>More UIDs above the last one are searched for.</summary>
    private const uint MostNew = 1 << 20;

    /// <summary>Servers have limits for a line.</summary>
    private const int MostAgain = 500;

    /// <summary>New mails, and their numbers in the folder from 0 on.</summary>
    private readonly SortedDictionary<uint, int> _told = [];

    private readonly List<IList<UniqueId>> _vanished = [];

    /// <summary>The mails above the last one, and those to be looked at again that are still there, in order; null when a search has to tell.</summary>
    public IReadOnlyList<uint>? Uids { get; private set; }

    private uint First => known.LastUid + 1;

    /// <summary>Whether it is of use: the server told a mod-sequence then.</summary>
    public static bool Serves(FolderProgress? known) =>
        known is { HighestModSeq: > 0, LastUid: > 0 and < uint.MaxValue - MostNew, Again.Count: <= MostAgain };

    /// <summary>Opens the folder.</summary>
    public void Open(IMailFolder folder, FolderAccess access, CancellationToken stop)
    {
        void Changed(object? sender, MessageFlagsChangedEventArgs e)
        {
            if (e.UniqueId is { } uid && uid.Id >= First)
                _told[uid.Id] = e.Index;
        }

        // ranges, which may be of any length
        void Vanished(object? sender, MessagesVanishedEventArgs e) => _vanished.Add(e.UniqueIds);

        folder.MessageFlagsChanged += Changed;
        folder.MessagesVanished += Vanished;
        try
        {
            string wanted = string.Concat(known.Again.Order().Select(uid => $"{uid},")) + $"{First}:{First + MostNew - 1}";
            folder.Open(access, known.UidValidity, known.HighestModSeq, UniqueIdSet.TryParse(wanted, out UniqueIdSet? uids) ? uids : [], stop);
        }
        finally
        {
            folder.MessageFlagsChanged -= Changed;
            folder.MessagesVanished -= Vanished;
        }

        if (folder.UidValidity == known.UidValidity && folder.UidNext is { } next && AccountsForAll(next.Id, folder.Count))
            Uids = [.. known.Again.Where(uid => !HasVanished(uid)).Concat(_told.Keys).Distinct().Order()];
    }

    /// <summary>
    /// No mail can be missing when the new ones have numbers without a gap up to the folder's last, and all UIDs between the last known and
    /// the first new one are gone. A UID that is neither there nor gone may be one that never was; or the server forgot to tell.
    /// </summary>
    private bool AccountsForAll(uint next, int count)
    {
        if (_told.Count == 0)
            return next == First;
        if (next < First || next - First > MostNew || _told.Keys.Last() >= next
            || !_told.Values.SequenceEqual(Enumerable.Range(count - _told.Count, _told.Count)))
            return false;
        for (uint uid = First; uid < _told.Keys.First(); uid++)
        {
            if (!HasVanished(uid))
                return false;
        }

        return true;
    }

    private bool HasVanished(uint uid) => _vanished.Exists(some => some.Contains(new UniqueId(uid)));
}
