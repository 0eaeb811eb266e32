namespace OtrMail.Core.Im.Sessions;

/// <summary>
/// What the user said and that may have to be sent (again): texts that wait for encryption, and the last one that was sent.
/// </summary>
/// <param name="options">For how long.</param>
internal sealed class SaidTexts(ImOptions options)
{
    private readonly Queue<(string Text, DateTimeOffset At)> _waiting = new();
    private (string Text, ImFingerprint To, DateTimeOffset At)? _last;
    private bool _mayResend;

    /// <summary>When the oldest waiting text is given up, or null.</summary>
    public DateTimeOffset? NextTick => _waiting.TryPeek(out (string, DateTimeOffset At) oldest) ? oldest.At + options.Waiting : null;

    /// <summary>Keeps a text until the conversation is secure; false when too many wait already.</summary>
    public bool TryWait(string text, DateTimeOffset now)
    {
        if (_waiting.Count == ImLimits.WaitingTexts)
            return false;
        _waiting.Enqueue((text, now));
        return true;
    }

    /// <summary>The texts that wait, in order; they do no longer.</summary>
    public IReadOnlyList<string> TakeWaiting()
    {
        string[] texts = [.. _waiting.Select(waiting => waiting.Text)];
        _waiting.Clear();
        return texts;
    }

    /// <summary>The texts that have waited too long; the last one that was sent is forgotten when its time is over.</summary>
    public IReadOnlyList<string> TakeExpired(DateTimeOffset now)
    {
        if (_last is { } last && now > last.At + options.Resend)
            _last = null;
        var texts = new List<string>();
        while (NextTick <= now)
            texts.Add(_waiting.Dequeue().Text);
        return texts;
    }

    /// <summary>A text went out encrypted.</summary>
    public void Sent(string text, ImFingerprint to, DateTimeOffset now)
    {
        _last = (text, to, now);
        _mayResend = false;
    }

    /// <summary>The peer reports an error: the last text may be sent again once there are fresh keys.</summary>
    public void Failed() => _mayResend = true;

    /// <summary>
    /// The text to be sent again, if it went to this key and not too long ago; it is not offered twice.
    /// </summary>
    public string? TakeResend(ImFingerprint to, DateTimeOffset now)
    {
        string? text = _mayResend && _last is { } last && last.To.Equals(to) && now <= last.At + options.Resend ? last.Text : null;
        _last = null;
        _mayResend = false;
        return text;
    }
}
