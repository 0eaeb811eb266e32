using System.Buffers;
using OtrMail.Core.Im.Messages;

namespace OtrMail.Core.Im.Sessions;

/// <summary>What arrives from the network, told apart and handed on.</summary>
/// <param name="talk">The conversation.</param>
/// <param name="clients">The peer's clients.</param>
/// <param name="said">What may have to be sent (again).</param>
/// <param name="offer">The offer of OTR in plain messages.</param>
internal sealed class Reception(Talk talk, PeerClients clients, SaidTexts said, WhitespaceOffer offer)
{
    private const string ResentMark = "[resent] ";

    private readonly FragmentInbox _fragments = new();

    private ImPolicy Policy => talk.Options.Policy;

    /// <summary>Takes a text from the network.</summary>
    public void Take(string wire, Outbox outbox)
    {
        if (!Policy.AllowV3)
            outbox.Hear(new ImHeard(wire, IsEncrypted: false));
        else if (wire.Length > ImLimits.MessageChars)
            outbox.Tell(ImEventKind.Malformed);
        else
            TakeText(WireText.Of(wire), outbox);
    }

    private void TakeText(WireText text, Outbox outbox)
    {
        if (text.Kind == WireTextKind.Fragment)
        {
            TakeFragment(text, outbox);
            return;
        }

        offer.Came(text.Kind);
        if (text.Kind != WireTextKind.Encoded)
            _fragments.Clear(0);
        switch (text.Kind)
        {
            case WireTextKind.Encoded:
                TakeEncoded(text, outbox);
                break;
            case WireTextKind.Query:
                TakeQuery(text, outbox);
                break;
            case WireTextKind.Error:
                TakeError(text, outbox);
                break;
            case WireTextKind.Plain or WireTextKind.TaggedPlain:
                TakePlain(text, outbox);
                break;
            default:
                outbox.Tell(ImEventKind.Unrecognized);
                break;
        }
    }

    private void TakeFragment(WireText text, Outbox outbox)
    {
        if (Fragment.TryRead(text.Text) is not { } fragment)
        {
            outbox.Tell(ImEventKind.Malformed);
            return;
        }

        if (!IsForUs(fragment.Sender, fragment.Receiver, outbox))
            return;
        if (_fragments.Add(fragment) is not { } message)
            return;
        WireText whole = WireText.Of(message);
        if (whole.Kind == WireTextKind.Fragment)
            outbox.Tell(ImEventKind.Malformed); // pieces of pieces: nobody sends them, and they could go on for ever
        else
            TakeText(whole, outbox);
    }

    private void TakeEncoded(WireText text, Outbox outbox)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(text.MaxDecoded);
        try
        {
            if (text.TryDecode(bytes, out int length))
                TakeMessage(bytes.AsMemory(0, length), outbox);
            else
                outbox.Tell(ImEventKind.Malformed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Takes a message whose memory is only lent.</summary>
    private void TakeMessage(ReadOnlyMemory<byte> bytes, Outbox outbox)
    {
        HeaderFault fault = MessageHeader.TryRead(bytes.Span, out MessageHeader header);
        if (fault != HeaderFault.None)
        {
            outbox.Tell(fault switch
            {
                HeaderFault.OldVersion => ImEventKind.VersionRefused,
                HeaderFault.Unrecognized => ImEventKind.Unrecognized,
                _ => ImEventKind.Malformed,
            });
            return;
        }

        if (!IsForUs(header.Sender, header.Receiver, outbox))
            return;
        _fragments.Clear(header.Sender);
        switch (EncodedMessage.TryRead(header, bytes))
        {
            case null:
                TakeBroken(header, bytes.Span, outbox);
                break;
            case DataMessage data:
                TakeData(data, outbox);
                break;
            case var message:
                TakeExchange(message, outbox);
                break;
        }
    }

    private static void TakeBroken(MessageHeader header, ReadOnlySpan<byte> bytes, Outbox outbox)
    {
        bool isData = header.Type == MessageType.Data;
        if (isData && DataMessage.FlagsOf(bytes).HasFlag(MessageFlags.IgnoreUnreadable))
            return;
        outbox.Tell(ImEventKind.Malformed);
        if (isData)
            outbox.Send(ErrorText.Unreadable(outbox));
    }

    private void TakeData(DataMessage message, Outbox outbox)
    {
        if (clients.Find(message.Sender) is { } client)
            client.ReceiveData(message, outbox);
        else
            PeerClient.Unreadable(message.Flags, null, outbox);
    }

    private void TakeExchange(EncodedMessage message, Outbox outbox)
    {
        if (clients.For(message) is not { } client)
            return;
        switch (client.ReceiveExchange(message, outbox))
        {
            case Establishment.WithKnownKey:
                SayWhatWaits(client, outbox);
                break;
            case Establishment.WithChangedKey:
                foreach (string text in said.TakeWaiting())
                    outbox.Tell(ImEventKind.NotSent, client.Info, text);
                break;
            case Establishment.None:
                break;
        }
    }

    private void SayWhatWaits(PeerClient client, Outbox outbox)
    {
        ImSession info = client.Info!;
        if (said.TakeResend(info.Fingerprint, talk.Now) is { } lost && client.Say(ResentMark + lost, outbox))
            outbox.Tell(ImEventKind.Resent, info, lost);
        foreach (string text in said.TakeWaiting())
        {
            if (client.Say(text, outbox))
                said.Sent(text, info.Fingerprint, talk.Now);
            else
                outbox.Tell(ImEventKind.NotSent, info, text);
        }
    }

    private void TakeQuery(WireText text, Outbox outbox)
    {
        if (text.OffersV3)
            clients.StartExchange(outbox);
        else
            outbox.Tell(ImEventKind.VersionRefused);
    }

    private void TakeError(WireText text, Outbox outbox)
    {
        outbox.Tell(ImEventKind.Error, clients.Best?.Info, text.Text);
        if (clients.Best?.State == ImState.Encrypted)
            said.Failed();
        if (Policy.StartOnError)
            outbox.Send(ErrorText.Query(outbox));
    }

    private void TakePlain(WireText text, Outbox outbox)
    {
        if (Policy.RequireEncryption || clients.All.Any(client => client.State != ImState.Plaintext))
            outbox.Tell(ImEventKind.Unencrypted);
        outbox.Hear(new ImHeard(text.Text, IsEncrypted: false));
        bool isEncrypted = clients.Best?.State == ImState.Encrypted;
        if (text.OffersV3 && Policy.StartOnWhitespaceTag && !isEncrypted && !clients.IsExchanging)
            clients.StartExchange(outbox);
    }

    private bool IsForUs(uint sender, uint receiver, Outbox outbox)
    {
        if (sender == talk.Account.InstanceTag)
        {
            outbox.Tell(ImEventKind.Reflected);
            return false;
        }

        if (receiver == 0 || receiver == talk.Account.InstanceTag)
            return true;
        outbox.Tell(ImEventKind.OtherInstance);
        return false;
    }
}
