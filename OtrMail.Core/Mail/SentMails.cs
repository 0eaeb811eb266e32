using OtrMail.Core.Wire;

namespace OtrMail.Core.Mail;

/// <summary>
/// The mails to one contact whose receipt is awaited, oldest first, 256 at most; of some of them a copy is kept in the
/// <see cref="ResendCache"/>.
/// </summary>
internal sealed class SentMails
{
    private readonly List<SentMail> _mails = [];
    private readonly List<SentMail> _uncached = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<SentMail> All => _mails;

    /// <summary>A mail went out. When there are too many, or their copies take too much room, the oldest make room.</summary>
    public void Add(SentMail mail)
    {
        if (_mails.Count == MailLimits.AwaitedReceipts)
            Drop(0);
        _mails.Add(mail);
        while (_mails.Count(m => m.CachedBytes > 0) > MailLimits.CachedMails
            || _mails.Sum(m => (long)m.CachedBytes) > MailLimits.CachedBytes)
            Uncache(_mails.FindIndex(m => m.CachedBytes > 0));
    }

    /// <summary>A receipt came: its mail is awaited no more.</summary>
    /// <returns>The mail, or <see langword="null"/> when none of them has this receipt.</returns>
    public SentMail? Take(byte[] receipt)
    {
        int at = _mails.FindIndex(mail => mail.Receipt.AsSpan().SequenceEqual(receipt));
        if (at < 0)
            return null;
        SentMail mail = _mails[at];
        Drop(at);
        return mail;
    }

    /// <summary>The peer could not read these mails; answers whether any of them can be sent again.</summary>
    public bool AskedFor(IEnumerable<Nak> naks)
    {
        bool any = false;
        foreach (Nak nak in naks)
        {
            int at = _mails.FindIndex(mail => mail.CachedBytes > 0
                && mail.SessionId.AsSpan().SequenceEqual(nak.SessionId)
                && mail.HeaderHash.AsSpan().SequenceEqual(nak.HeaderHash));
            if (at < 0)
                continue;
            _mails[at] = _mails[at] with { IsAskedFor = true };
            any = true;
        }

        return any;
    }

    /// <summary>Takes a mail out of the resend cache; it is not sent again.</summary>
    public void Uncache(SentMail mail) => Uncache(_mails.FindIndex(m => m.Name == mail.Name));

    /// <summary>Awaits no receipt any more.</summary>
    public void Clear()
    {
        while (_mails.Count > 0)
            Drop(0);
    }

    /// <summary>Those whose copies are to be forgotten; each is answered once.</summary>
    public IReadOnlyList<SentMail> TakeUncached()
    {
        SentMail[] uncached = [.. _uncached];
        _uncached.Clear();
        return uncached;
    }

    /// <summary>Writes them behind what is there.</summary>
    public void Encode(WireWriter writer)
    {
        writer.Short((ushort)_mails.Count);
        foreach (SentMail mail in _mails)
            writer.Raw(mail.Receipt).Long(mail.Stamp).Long(mail.BundleSerial).Raw(mail.SessionId).Raw(mail.HeaderHash)
                .Int(mail.CachedBytes).Flag(mail.IsAskedFor);
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; whether it was whole, the reader knows.</summary>
    public void Decode(ref WireReader reader)
    {
        int count = reader.LongCount(MailLimits.AwaitedReceipts);
        for (int i = 0; i < count && reader.Ok; i++)
        {
            byte[] receipt = reader.Raw(MailLimits.HashBytes).ToArray();
            long stamp = reader.Long();
            long serial = reader.Long();
            byte[] sessionId = reader.Raw(MailLimits.SessionIdBytes).ToArray();
            byte[] headerHash = reader.Raw(MailLimits.HashBytes).ToArray();
            _mails.Add(new SentMail(receipt, stamp, serial, sessionId, headerHash, reader.Int(), reader.Flag()));
        }
    }

    private void Uncache(int at)
    {
        if (at < 0 || _mails[at].CachedBytes == 0)
            return;
        _uncached.Add(_mails[at]);
        _mails[at] = _mails[at] with { CachedBytes = 0, IsAskedFor = false };
    }

    private void Drop(int at)
    {
        Uncache(at);
        _mails.RemoveAt(at);
    }
}
