using OtrMail.Core.Mail;
using OtrMail.Core.Storage;

namespace OtrMail.Core.Tests.Mail;

/// <summary>
/// Both write first, at the same time (scenario 6 of the design): every order of writing, delivery and loss of two mails
/// of one side and one or two of the other is tried out.
/// </summary>
public sealed class CrossingTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly Person _alice;
    private readonly Person _bob;
    private int _ends;

    public CrossingTests()
    {
        _alice = new Person("alice", _clock, rsaIndex: 0);
        _bob = new Person("bob", _clock, rsaIndex: 1);
        _alice.Knows(_bob);
        _bob.Knows(_alice);
    }

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    [Theory]
    [InlineData(0, 2, 1, 0)]
    [InlineData(1, 1, 2, 60)]
    public void In_every_order_of_delivery_and_loss_both_sides_end_in_one_session(int seed, int alices, int bobs, int secondsBetween)
    {
        // other seeds give other session IDs, so that each side's is the smaller one in some
        _alice.Random.Below(2);
        for (int i = 0; i < seed; i++)
            _bob.Random.Below(2);
        Explore(new State(alices, bobs, [], ""), secondsBetween);
        Assert.True(_ends > 20, $"only {_ends} ends");
    }

    private sealed record Flight(Person From, Person To, string Body, SealedMail Mail);

    private sealed record State(int AliceMayWrite, int BobMayWrite, IReadOnlyList<Flight> Flying, string Trace);

    private void Explore(State state, int secondsBetween)
    {
        (MemoryStore alice, MemoryStore bob, long seconds) = (_alice.Store.Clone(), _bob.Store.Clone(), _clock.Seconds);
        void Back()
        {
            _alice.Restore(alice);
            _bob.Restore(bob);
            _clock.Seconds = seconds;
        }

        if (state is { AliceMayWrite: 0, BobMayWrite: 0 })
        {
            Settle(state);
            Back();
        }

        foreach (Person writer in new[] { _alice, _bob })
        {
            if ((writer == _alice ? state.AliceMayWrite : state.BobMayWrite) == 0)
                continue;
            string body = $"{writer.Name} {state.Trace.Length}";
            Person to = writer == _alice ? _bob : _alice;
            _clock.Seconds += secondsBetween;
            SealedMail mail = writer.Write(to, body);
            Explore(
                new State(
                    state.AliceMayWrite - (writer == _alice ? 1 : 0),
                    state.BobMayWrite - (writer == _bob ? 1 : 0),
                    [.. state.Flying, new Flight(writer, to, body, mail)],
                    state.Trace + $"{writer.Name} writes {mail.Type}; "),
                secondsBetween);
            Back();
        }

        foreach (Flight flight in state.Flying)
        {
            Read(flight, state.Trace);
            Explore(
                state with
                {
                    Flying = [.. state.Flying.Where(f => f != flight)],
                    Trace = state.Trace + $"{flight.To.Name} reads '{flight.Body}'; ",
                },
                secondsBetween);
            Back();
        }
    }

    private static void Read(Flight flight, string trace)
    {
        OpenResult result = flight.To.Read(flight.Mail);
        Assert.True(result.IsOpened, $"{trace}{flight.To.Name} reads '{flight.Body}': {result.Refusal?.Fault}");
        Assert.False(result.Mail.IsDuplicate, trace);
        Assert.Equal(flight.Body, Person.BodyOf(result.Mail));
    }

    /// <summary>What is still flying is lost at first, and comes after the quiet exchange in the end.</summary>
    private void Settle(State state)
    {
        _ends++;
        Exchange(state.Trace + "settling");
        foreach (Flight late in state.Flying)
            Read(late, state.Trace + "late; ");
        Exchange(state.Trace + "settling again");
    }

    private void Exchange(string trace)
    {
        for (int i = 0; i < 2; i++)
        {
            Read(new Flight(_alice, _bob, $"there {i}", _alice.Write(_bob, $"there {i}")), trace);
            Read(new Flight(_bob, _alice, $"back {i}", _bob.Write(_alice, $"back {i}")), trace);
        }

        SessionStatus alices = _alice.Status(_bob).Sessions[0];
        SessionStatus bobs = _bob.Status(_alice).Sessions[0];
        Assert.True(
            alices.Id == bobs.Id && alices.State == SessionState.Established && bobs.State == SessionState.Established,
            $"{trace}: {alices} and {bobs}");
    }
}
