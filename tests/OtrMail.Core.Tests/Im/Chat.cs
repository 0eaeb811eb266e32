using OtrMail.Core.Im;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Im;

/// <summary>Alice and Bob, and a network between them that delivers in order.</summary>
internal sealed class Chat : IDisposable
{
    public Chat(ImOptions? alice = null, ImOptions? bob = null)
    {
        Alice = New("alice", "bob", 0, alice ?? new ImOptions());
        Bob = New("bob", "alice", 1, bob ?? alice ?? new ImOptions());
    }

    public TestClock Clock { get; } = new();

    public Chatter Alice { get; }

    public Chatter Bob { get; }

    /// <summary>Carries messages until nobody has any.</summary>
    public Chat Pump()
    {
        for (int round = 0; Alice.Outgoing.Count + Bob.Outgoing.Count > 0; round++)
        {
            Assert.True(round < 10_000, "they never stop");
            if (Alice.Outgoing.TryDequeue(out string? toBob))
                Bob.Hear(toBob);
            if (Bob.Outgoing.TryDequeue(out string? toAlice))
                Alice.Hear(toAlice);
        }

        return this;
    }

    /// <summary>An encrypted conversation that Alice asked for: Bob commits, and what was told so far is forgotten.</summary>
    public Chat Secure()
    {
        Alice.Do(context => context.Start());
        Pump();
        Assert.Equal(ImState.Encrypted, Alice.Context.State);
        Assert.Equal(ImState.Encrypted, Bob.Context.State);
        Alice.Told.Clear();
        Bob.Told.Clear();
        return this;
    }

    /// <summary>What the one says arrives at the other, and all that follows from it.</summary>
    public Chat Talk(Chatter from, params string[] texts)
    {
        foreach (string text in texts)
        {
            from.Say(text);
            Pump();
        }

        return this;
    }

    public void Dispose()
    {
        Alice.Dispose();
        Bob.Dispose();
    }

    private Chatter New(string name, string peer, int key, ImOptions options) =>
        new(name, peer, key, options, Clock) { Options = options with { Clock = Clock } };
}
