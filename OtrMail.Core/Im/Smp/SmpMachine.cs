using System.Text;
using OtrMail.Core.Im.Messages;
using OtrMail.Ring;

namespace OtrMail.Core.Im.Smp;

/// <summary>
/// The state machine of the Socialist Millionaires' Protocol (OTR version 3, "The SMP state machine"; Alexander and Goldberg,
/// "Improved user authentication in off-the-record messaging", WPES 2007). One run at a time, begun by either side.
/// </summary>
/// <param name="random">The source of exponents.</param>
public sealed class SmpMachine(IRandomSource random) : ISmpMachine
{
    private SmpState _state = SmpState.Idle;
    private SmpInitiator? _initiator;
    private SmpResponder? _responder;

    /// <inheritdoc/>
    public bool IsAsked => _state == SmpState.Asked;

    /// <inheritdoc/>
    public bool IsAnsweringQuestion { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// The question holds a zero character, which ends it on the wire, or is longer than <see cref="ImLimits.QuestionBytes"/>.
    /// </exception>
    public SmpStep Begin(SmpParties parties, ReadOnlySpan<byte> secret, string? question)
    {
        byte[] asked = question is null ? [] : QuestionBytes(question);
        Tlv[] abort = _state == SmpState.Idle ? [] : [AbortTlv()];
        Reset(SmpState.ExpectMessage2);
        IsAnsweringQuestion = false;
        _initiator = new SmpInitiator(SmpSecret.Derive(parties.Own, parties.Peer, parties.SessionId.Span, secret), random);
        byte[] message = _initiator.Message1();
        Tlv first = question is null ? new Tlv(TlvType.Smp1, message) : new Tlv(TlvType.Smp1WithQuestion, (byte[])[.. asked, 0, .. message]);
        return new SmpStep([.. abort, first], SmpOutcome.InProgress);
    }

    /// <inheritdoc/>
    public SmpStep Answer(SmpParties parties, ReadOnlySpan<byte> secret)
    {
        if (_state != SmpState.Asked)
            throw new InvalidOperationException("nobody asked");
        _state = SmpState.ExpectMessage3;
        byte[] message = _responder!.Message2(SmpSecret.Derive(parties.Peer, parties.Own, parties.SessionId.Span, secret));
        return new SmpStep([new Tlv(TlvType.Smp2, message)], SmpOutcome.InProgress);
    }

    /// <inheritdoc/>
    public SmpStep Abort()
    {
        SmpOutcome outcome = _state == SmpState.Idle ? SmpOutcome.None : SmpOutcome.Aborted;
        Reset(SmpState.Idle);
        return new SmpStep([AbortTlv()], outcome);
    }

    /// <inheritdoc/>
    public SmpStep Receive(Tlv tlv) => (_state, tlv.Type) switch
    {
        // a new question takes the place of one that is not answered yet: to the sender it is over already
        (SmpState.Idle or SmpState.Asked, TlvType.Smp1) => Asked(tlv.Value.Span, question: null),
        (SmpState.Idle or SmpState.Asked, TlvType.Smp1WithQuestion) => AskedWithQuestion(tlv.Value.Span),
        (SmpState.ExpectMessage2, TlvType.Smp2) => AnsweredBy(tlv.Value.Span),
        (SmpState.ExpectMessage3, TlvType.Smp3) => ProvedBy(tlv.Value.Span),
        (SmpState.ExpectMessage4, TlvType.Smp4) => Concluded(tlv.Value.Span),

        // the one message that is never answered, so that two sides cannot abort each other for ever
        (SmpState.Idle, TlvType.SmpAbort) => new SmpStep([], SmpOutcome.None),
        (SmpState.Asked or SmpState.ExpectMessage2 or SmpState.ExpectMessage3 or SmpState.ExpectMessage4, TlvType.SmpAbort) =>
            Over(SmpOutcome.Aborted),

        // all that is not expected ends what goes on
        (SmpState.Idle, TlvType.Smp2 or TlvType.Smp3 or TlvType.Smp4) => Abort(),
        (SmpState.Asked, TlvType.Smp2 or TlvType.Smp3 or TlvType.Smp4) => Abort(),
        (SmpState.ExpectMessage2, TlvType.Smp1 or TlvType.Smp1WithQuestion or TlvType.Smp3 or TlvType.Smp4) => Abort(),
        (SmpState.ExpectMessage3, TlvType.Smp1 or TlvType.Smp1WithQuestion or TlvType.Smp2 or TlvType.Smp4) => Abort(),
        (SmpState.ExpectMessage4, TlvType.Smp1 or TlvType.Smp1WithQuestion or TlvType.Smp2 or TlvType.Smp3) => Abort(),
        _ => throw new ArgumentException($"no TLV of SMP: {tlv.Type}", nameof(tlv)),
    };

    /// <summary>Wipes all secrets.</summary>
    public void Dispose() => Reset(SmpState.Idle);

    private static Tlv AbortTlv() => new(TlvType.SmpAbort, ReadOnlyMemory<byte>.Empty);

    private static byte[] QuestionBytes(string question)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(question);
        return bytes.Length <= ImLimits.QuestionBytes && !bytes.Contains((byte)0)
            ? bytes
            : throw new ArgumentException("the question is too long, or holds a zero character", nameof(question));
    }

    private SmpStep AskedWithQuestion(ReadOnlySpan<byte> value)
    {
        int end = value.IndexOf((byte)0);
        return end is < 0 or > ImLimits.QuestionBytes
            ? Cheated()
            : Asked(value[(end + 1)..], Encoding.UTF8.GetString(value[..end]));
    }

    private SmpStep Asked(ReadOnlySpan<byte> message1, string? question)
    {
        if (SmpResponder.TryAccept(message1, random) is not { } responder)
            return Cheated();
        Reset(SmpState.Asked);
        _responder = responder;
        IsAnsweringQuestion = question is not null;
        return new SmpStep([], SmpOutcome.Asked, question);
    }

    private SmpStep AnsweredBy(ReadOnlySpan<byte> message2)
    {
        if (_initiator!.TryMessage3(message2) is not { } message3)
            return Cheated();
        _state = SmpState.ExpectMessage4;
        return new SmpStep([new Tlv(TlvType.Smp3, message3)], SmpOutcome.InProgress);
    }

    private SmpStep ProvedBy(ReadOnlySpan<byte> message3)
    {
        if (_responder!.TryMessage4(message3, out bool areEqual) is not { } message4)
            return Cheated();
        Reset(SmpState.Idle);
        return new SmpStep([new Tlv(TlvType.Smp4, message4)], areEqual ? SmpOutcome.Succeeded : SmpOutcome.Failed);
    }

    private SmpStep Concluded(ReadOnlySpan<byte> message4) => _initiator!.TryConclude(message4) switch
    {
        true => Over(SmpOutcome.Succeeded),
        false => Over(SmpOutcome.Failed),
        null => Cheated(),
    };

    private SmpStep Cheated()
    {
        Reset(SmpState.Idle);
        return new SmpStep([AbortTlv()], SmpOutcome.Cheated);
    }

    private SmpStep Over(SmpOutcome outcome)
    {
        Reset(SmpState.Idle);
        return new SmpStep([], outcome);
    }

    private void Reset(SmpState next)
    {
        _initiator?.Dispose();
        _responder?.Dispose();
        (_initiator, _responder, _state) = (null, null, next);
    }
}
