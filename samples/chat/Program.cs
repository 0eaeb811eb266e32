using System.Net.Sockets;
using System.Text;
using OtrMail.Core.Im;
using OtrMail.Core.Storage;
using OtrMail.Ring;
using OtrMail.Samples.Chat;

// Two windows:
//
//     dotnet run --project samples/chat -- alice bob /tmp/chat.sock
//     dotnet run --project samples/chat -- bob alice /tmp/chat.sock
//
// The one that comes first listens, the other connects. Every line typed is said; /start, /refresh, /end, /verify,
// /smp SECRET, /answer SECRET and /quit are commands. The socket stands for a network of instant messages: one message a
// line, and everybody can read along.
if (args.Length != 3)
{
    Console.Error.WriteLine("usage: chat OWN-NAME PEER-NAME SOCKET");
    return 2;
}

(string own, string peer, string path) = (args[0], args[1], args[2]);
using Socket socket = await Meeting.Join(path);
using var network = new NetworkStream(socket);
using var reader = new StreamReader(network, Encoding.UTF8);
await using var writer = new StreamWriter(network, new UTF8Encoding(false)) { AutoFlush = true };

// 1. A store keeps the long-lived key and the fingerprints that were seen. This one is in memory, so the key is new every
//    time; SqliteStore is the one that stays.
using var store = new MemoryStore();
var keys = new ImKeyring(store, SystemRandomSource.Instance);

// 2. The account: its key is made on demand.
using ImAccount account = keys.Open(own);
Console.WriteLine($"* your fingerprint: {account.Fingerprint}");

// 3. The conversation. It is told everything that is typed and everything that arrives, and answers what to do.
using var conversation = new ImContext(account, peer, keys, new ImOptions { Policy = ImPolicy.Opportunistic });
var window = new Window(conversation, peer, writer);

// Console.In would block while nobody types
using var keyboard = new StreamReader(Console.OpenStandardInput(), Console.InputEncoding);

// 4. One thing at a time: whichever comes first of a typed line, a message, and the time for Tick.
Task<string?> typed = keyboard.ReadLineAsync();
Task<string?> arrived = reader.ReadLineAsync();
while (true)
{
    using var stop = new CancellationTokenSource();
    Task tick = Window.Until(conversation.NextTick, stop.Token);
    await Task.WhenAny(typed, arrived, tick);
    if (tick.IsCompleted)
        await window.Show(conversation.Tick());
    await stop.CancelAsync();
    if (arrived.IsCompleted)
    {
        if (await arrived is not { } wire)
            break; // the other window is closed
        await window.Show(conversation.Receive(Meeting.Unescape(wire)));
        arrived = reader.ReadLineAsync();
    }

    if (typed.IsCompleted)
    {
        if (await typed is not { } line || line == "/quit")
            break;
        await window.Show(window.Obey(line));
        typed = keyboard.ReadLineAsync();
    }
}

// 5. Whoever leaves says so; keys are wiped by the using above.
await window.Show(conversation.End());
return 0;
