using OtrMail.Cli.Tests;
using OtrMail.Core.Im;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Peers.Tests.Chat;

/// <summary>A conversation of alice, who is ours, with bob, who is libotr, over a network that delivers in order.</summary>
internal sealed class LibotrChat : IDisposable
{
    // looking for primes takes its time
    private static readonly Lazy<ImIdentity> Identity = new(ImIdentity.Generate);

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStore _store = new();
    private readonly Queue<string> _toBob = new();
    private readonly Queue<string> _toAlice = new();

    public LibotrChat(ImOptions? options = null, string bobsPolicy = "opportunistic", int bobsLimit = 0)
    {
        Keys = new ImKeyring(_store, SystemRandomSource.Instance);
        Keys.Import("alice", Identity.Value);
        Account = Keys.Open("alice");
        Options = (options ?? new ImOptions()) with { Clock = Clock };
        Alice = new ImContext(Account, "bob", Keys, Options);
        Bob = new LibotrPeer(_folder["bob.key"], "bob", "alice");
        BobDo("policy", bobsPolicy);
        BobDo("max", $"{bobsLimit}");
    }

    public TestClock Clock { get; } = new();

    public ImOptions Options { get; }

    public ImKeyring Keys { get; }

    public ImAccount Account { get; }

    public ImContext Alice { get; private set; }

    public LibotrPeer Bob { get; }

    /// <summary>Everything that came out at Alice's, but what goes to the network.</summary>
    public List<ImOutput> Told { get; } = [];

    /// <summary>Everything that libotr told, fields with a space between.</summary>
    public List<string> BobTold { get; } = [];

    /// <summary>All messages that Bob sent so far.</summary>
    public List<string> FromBob { get; } = [];

    /// <summary>All messages that Alice sent so far.</summary>
    public List<string> FromAlice { get; } = [];

    public IEnumerable<ImEventKind> Events => Told.OfType<ImEvent>().Select(told => told.Kind);

    public IEnumerable<string> Heard => Told.OfType<ImHeard>().Where(heard => heard.IsEncrypted).Select(heard => heard.Text);

    public LibotrChat AliceDo(Func<ImContext, ImResult> act)
    {
        ImResult result = act(Alice);
        Told.AddRange(result.Outputs.Where(output => output is not ImWire));
        foreach (string wire in result.Wire)
        {
            FromAlice.Add(wire);
            _toBob.Enqueue(wire);
        }

        return this;
    }

    public LibotrChat BobDo(params string[] command)
    {
        foreach (string[] line in Bob.Do(command))
        {
            if (line[0] != "wire")
            {
                BobTold.Add(string.Join(' ', line));
                continue;
            }

            FromBob.Add(line[1]);
            _toAlice.Enqueue(line[1]);
        }

        return this;
    }

    /// <summary>Carries messages until nobody has any.</summary>
    public LibotrChat Pump()
    {
        for (int round = 0; _toBob.Count + _toAlice.Count > 0; round++)
        {
            Assert.True(round < 10_000, "they never stop");
            if (_toBob.TryDequeue(out string? toBob))
                BobDo("wire", toBob);
            if (_toAlice.TryDequeue(out string? toAlice))
                AliceDo(alice => alice.Receive(toAlice));
        }

        return this;
    }

    /// <summary>What is on its way is lost.</summary>
    public LibotrChat Lose()
    {
        _toBob.Clear();
        _toAlice.Clear();
        return this;
    }

    /// <summary>An encrypted conversation, and both know the same of it. What was told so far is forgotten.</summary>
    public LibotrChat Secure()
    {
        if (Alice.State != ImState.Encrypted)
            AliceDo(alice => alice.Start()).Pump();
        AssertSecure();
        Told.Clear();
        BobTold.Clear();
        return this;
    }

    public void AssertSecure()
    {
        ImSession session = Alice.Session!;
        string[] bob = Bob.State();
        Assert.Equal(
            ["encrypted", "3", Bob.Instance, $"{Account.InstanceTag:x8}", Account.Fingerprint.Hex, session.Id],
            bob[..6]);
        Assert.Equal(Bob.Fingerprint, session.Fingerprint.Hex);
        Assert.Equal(Bob.Instance, $"{session.PeerInstance:x8}");
    }

    /// <summary>Alice's program ends without a word and starts again.</summary>
    public void Restart()
    {
        Alice.Dispose();
        Alice = new ImContext(Account, "bob", Keys, Options);
    }

    /// <summary>Time passes on both sides.</summary>
    public LibotrChat Pass(int seconds)
    {
        Clock.Seconds += seconds;
        BobDo("pass", $"{seconds}");
        return AliceDo(alice => alice.Tick());
    }

    public void Dispose()
    {
        Bob.Dispose();
        Alice.Dispose();
        Account.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }
}
