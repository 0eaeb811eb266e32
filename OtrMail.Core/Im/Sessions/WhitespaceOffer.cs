using OtrMail.Core.Im.Messages;

namespace OtrMail.Core.Im.Sessions;

/// <summary>
/// Whether plain messages still carry the offer of OTR: until the peer answers one with a plain message of his own
/// (paper, 5.1).
/// </summary>
/// <param name="policy">Whether they carry it at all.</param>
internal sealed class WhitespaceOffer(ImPolicy policy)
{
    private bool _isSent;
    private bool _isRejected;

    /// <summary>The text as it goes out: with the offer, when it is still to be made and fits.</summary>
    public string Add(string text, Outbox outbox)
    {
        if (!policy.SendWhitespaceTag || _isRejected || !outbox.Fits(text + WhitespaceTag.OfferV3))
            return text;
        _isSent = true;
        return text + WhitespaceTag.OfferV3;
    }

    /// <summary>Something of this kind came.</summary>
    public void Came(WireTextKind kind)
    {
        if (kind != WireTextKind.Plain)
            _isRejected = false;
        else if (_isSent)
            _isRejected = true;
    }

    /// <summary>A conversation is over: the next one is offered anew.</summary>
    public void Reset()
    {
        _isSent = false;
        _isRejected = false;
    }
}
