using OtrMail.Core.Im.Messages;

namespace OtrMail.Core.Im.Sessions;

/// <summary>What one call brings about, in order.</summary>
/// <param name="maxMessage">Longest message of OTR that the network carries; 0 for any.</param>
internal sealed class Outbox(int maxMessage)
{
    private readonly List<ImOutput> _outputs = [];

    /// <summary>Whether a text of the clear fits into one message of the network.</summary>
    public bool Fits(string text) => maxMessage == 0 || text.Length <= maxMessage;

    /// <summary>Sends an encoded message, in fragments if it must be; false when even those would be too many.</summary>
    public bool TrySend(EncodedMessage message)
    {
        if (Fragment.Cut(message.ToWire(), message.Sender, message.Receiver, maxMessage) is not { } pieces)
            return false;
        _outputs.AddRange(pieces.Select(piece => new ImWire(piece)));
        return true;
    }

    /// <summary>Sends a text as it is.</summary>
    public void Send(string text) => _outputs.Add(new ImWire(text));

    /// <summary>Shows what the peer said.</summary>
    public void Hear(ImHeard heard) => _outputs.Add(heard);

    /// <summary>Tells the user.</summary>
    public void Tell(ImEvent told) => _outputs.Add(told);

    /// <summary>Tells the user of a kind that needs no more words.</summary>
    public void Tell(ImEventKind kind, ImSession? session = null, string? text = null) =>
        Tell(new ImEvent(kind) { Session = session, Text = text });

    /// <summary>All of it.</summary>
    public ImResult ToResult() => new([.. _outputs]);
}
