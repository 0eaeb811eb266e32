using OtrMail.Core.Im.Exchange;
using OtrMail.Core.Im.Messages;

namespace OtrMail.Core.Im.Sessions;

/// <summary>
/// The peer's clients that have shown up, and the commitment that went to all of them. A commitment with the receiver tag 0
/// may be answered by each of his clients, and each gets a session of its own (OTR version 3, "Instance Tags").
/// </summary>
/// <param name="talk">The conversation.</param>
internal sealed class PeerClients(Talk talk) : IDisposable
{
    private readonly Dictionary<uint, PeerClient> _clients = [];
    private readonly KeyExchange _all = new(talk.Account.Identity, talk.Account.InstanceTag, 0, talk.Options.Random);
    private DateTimeOffset _allSince;

    /// <summary>All of them.</summary>
    public IEnumerable<PeerClient> All => _clients.Values;

    /// <summary>The client that the user chose, by its tag; 0 when he leaves it to the rule.</summary>
    public uint Chosen { get; set; }

    /// <summary>The client that what is said goes to: encrypted before finished before plain, then who spoke last.</summary>
    public PeerClient? Best => _clients.TryGetValue(Chosen, out PeerClient? chosen)
        ? chosen
        : All.OrderBy(client => Rank(client.State)).ThenByDescending(client => client.LastHeard).FirstOrDefault();

    /// <summary>Whether an exchange is going on with anybody.</summary>
    public bool IsExchanging => _all.State != ExchangeState.None || All.Any(client => client.IsExchanging);

    /// <summary>When something is to do by the clock, or null.</summary>
    public DateTimeOffset? NextTick =>
        All.Select(client => client.NextTick)
            .Append(_all.State == ExchangeState.None ? null : _allSince + talk.Options.Exchange)
            .Min();

    /// <summary>The client of this tag, if it is known.</summary>
    public PeerClient? Find(uint tag) => _clients.GetValueOrDefault(tag);

    /// <summary>Begins an exchange with all clients; what went on before is over.</summary>
    public void StartExchange(Outbox outbox)
    {
        foreach (PeerClient client in All)
        {
            client.AbandonExchange();
            client.HasAnsweredAll = false;
        }

        outbox.TrySend(_all.Start());
        _allSince = talk.Now;
    }

    /// <summary>
    /// The client that a message of the exchange belongs to, ready for it; null when the message is nobody's. Only a D-H Commit,
    /// and a D-H Key that answers ours, make a client known.
    /// </summary>
    public PeerClient? For(EncodedMessage message)
    {
        bool answersAll = _all.State == ExchangeState.AwaitingDhKey && message is DhCommitMessage or DhKeyMessage;
        PeerClient? client = Find(message.Sender);
        if (client is null && (message is DhCommitMessage || (answersAll && message is DhKeyMessage)))
            client = TryAdd(message.Sender);
        if (client is not null && answersAll && _all.State == ExchangeState.AwaitingDhKey
            && !client.IsExchanging && !client.HasAnsweredAll)
            client.Join(_all);
        return client;
    }

    /// <summary>Ends all sessions, on the user's word.</summary>
    public void End(Outbox outbox)
    {
        _all.Reset();
        foreach (PeerClient client in All)
            client.End(ImEndedBy.User, outbox);
    }

    /// <summary>Does what is due.</summary>
    public void Tick(Outbox outbox)
    {
        if (_all.State != ExchangeState.None && talk.Now >= _allSince + talk.Options.Exchange)
            _all.Reset();
        foreach (PeerClient client in All)
            client.Tick(outbox);
    }

    /// <summary>Wipes all keys.</summary>
    public void Dispose()
    {
        _all.Dispose();
        foreach (PeerClient client in All)
            client.Dispose();
        _clients.Clear();
    }

    private PeerClient? TryAdd(uint tag)
    {
        if (_clients.Count == ImLimits.Instances)
        {
            PeerClient? idle = All.Where(known => known.State == ImState.Plaintext).MinBy(known => known.LastHeard);
            if (idle is null)
                return null;
            _clients.Remove(idle.Tag);
            idle.Dispose();
        }

        var client = new PeerClient(talk, tag);
        _clients.Add(tag, client);
        return client;
    }

    private static int Rank(ImState state) => state switch
    {
        ImState.Encrypted => 0,
        ImState.Finished => 1,
        _ => 2,
    };
}
