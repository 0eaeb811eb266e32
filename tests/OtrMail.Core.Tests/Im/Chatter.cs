using OtrMail.Core.Im;
using OtrMail.Core.Storage;
using OtrMail.Core.Tests.Mail;

namespace OtrMail.Core.Tests.Im;

/// <summary>One side of a conversation, with a store of its own; it remembers what came out.</summary>
internal sealed class Chatter : IDisposable
{
    private readonly MemoryStore _store;
    private readonly SeededRandom _random;

    public Chatter(string name, string peer, int key, ImOptions options, TestClock clock, int seed = 0, MemoryStore? store = null)
    {
        Name = name;
        _random = new SeededRandom(seed == 0 ? key + 1 : seed);
        _store = store ?? new MemoryStore();
        Keys = new ImKeyring(_store, _random);
        Keys.Import(name, KeyPool.Get(key));
        Account = Keys.Open(name);
        Context = new ImContext(Account, peer, Keys, options with { Clock = clock, Random = _random });
    }

    public string Name { get; }

    public ImKeyring Keys { get; }

    public ImAccount Account { get; }

    public ImContext Context { get; private set; }

    /// <summary>Everything that came out so far, but what goes to the network.</summary>
    public List<ImOutput> Told { get; } = [];

    /// <summary>What goes to the network and has not been taken yet.</summary>
    public Queue<string> Outgoing { get; } = new();

    public IEnumerable<string> Heard => Told.OfType<ImHeard>().Select(heard => heard.Text);

    public IEnumerable<ImEventKind> Events => Told.OfType<ImEvent>().Select(told => told.Kind);

    public ImResult Do(Func<ImContext, ImResult> act)
    {
        ImResult result = act(Context);
        Told.AddRange(result.Outputs.Where(output => output is not ImWire));
        foreach (string wire in result.Wire)
            Outgoing.Enqueue(wire);
        return result;
    }

    public ImResult Say(string text) => Do(context => context.Send(text));

    public ImResult Hear(string wire) => Do(context => context.Receive(wire));

    /// <summary>The program ends without a word and starts again with the same store.</summary>
    public void Restart()
    {
        ImOptions options = Options;
        string peer = Context.Peer;
        Context.Dispose();
        Context = new ImContext(Account, peer, Keys, options);
    }

    public ImOptions Options { get; init; } = new();

    public void Dispose()
    {
        Context.Dispose();
        Account.Dispose();
        _store.Dispose();
    }
}
