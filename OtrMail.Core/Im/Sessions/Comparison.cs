using System.Security.Cryptography;
using System.Text;
using OtrMail.Core.Im.Messages;
using OtrMail.Core.Im.Smp;
using OtrMail.Ring;

namespace OtrMail.Core.Im.Sessions;

/// <summary>The comparison of secrets (SMP) in one session: what people enter, and what its outcomes mean.</summary>
/// <param name="parties">What the secret is bound to.</param>
/// <param name="random">Makes exponents.</param>
internal sealed class Comparison(SmpParties parties, IRandomSource random) : IDisposable
{
    private readonly SmpMachine _machine = new(random);

    /// <summary>Whether the peer began and waits for an answer.</summary>
    public bool IsAsked => _machine.IsAsked;

    /// <summary>The user begins.</summary>
    public SmpStep Begin(string secret, string? question) => With(secret, bytes => _machine.Begin(parties, bytes, question));

    /// <summary>The user answers.</summary>
    public SmpStep Answer(string secret) => With(secret, bytes => _machine.Answer(parties, bytes));

    /// <summary>The user gives up.</summary>
    public SmpStep Abort() => _machine.Abort();

    /// <summary>A TLV of SMP came.</summary>
    public SmpStep Receive(Tlv tlv) => _machine.Receive(tlv);

    /// <summary>
    /// Whether a step shows who the peer is. Who answers a question has shown who he is himself, and learnt nothing of who asked.
    /// </summary>
    public bool ShowsPeer(SmpStep step) => step.Outcome == SmpOutcome.Succeeded && !_machine.IsAnsweringQuestion;

    /// <summary>What the user is told of an outcome, if anything.</summary>
    public static ImEventKind? Event(SmpOutcome outcome) => outcome switch
    {
        SmpOutcome.Asked => ImEventKind.SmpAsked,
        SmpOutcome.InProgress => ImEventKind.SmpInProgress,
        SmpOutcome.Succeeded => ImEventKind.SmpSucceeded,
        SmpOutcome.Failed => ImEventKind.SmpFailed,
        SmpOutcome.Aborted => ImEventKind.SmpAborted,
        SmpOutcome.Cheated => ImEventKind.SmpCheated,
        _ => null,
    };

    /// <summary>Wipes it.</summary>
    public void Dispose() => _machine.Dispose();

    private static SmpStep With(string secret, Func<byte[], SmpStep> act)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(secret);
        SmpStep step = act(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return step;
    }
}
