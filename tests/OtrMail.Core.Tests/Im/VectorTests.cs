using System.Globalization;
using System.Text.Json;
using OtrMail.Core.Im;
using OtrMail.Core.Primitives;
using OtrMail.Core.Storage;
using OtrMail.Core.Tests.Support;

namespace OtrMail.Core.Tests.Im;

/// <summary>
/// A conversation that a second implementation wrote down, from the specification alone (tests/second/otr3_make.py): with the
/// same coins the same bytes come out, and all of its messages are understood.
/// </summary>
public sealed class VectorTests
{
    private static readonly JsonElement Vector = Load();

    [Fact]
    public void The_same_coins_give_the_same_conversation()
    {
        using var store = new MemoryStore();
        var keys = new ImKeyring(store, new ScriptedRandom(Tag()));
        keys.Import("alice", AliceKey());
        using ImAccount account = keys.Open("alice");
        Assert.Equal(Text("aliceTag"), $"{account.InstanceTag:x8}");
        var options = new ImOptions { Random = new ScriptedRandom(Coins()), PadTo = 0 };
        using var alice = new ImContext(account, "bob", keys, options);

        Assert.Equal([Text("dhKey")], alice.Receive(Text("commit")).Wire);
        ImResult established = alice.Receive(Text("reveal"));
        Assert.Equal([ImEventKind.FingerprintNew, ImEventKind.Secure], established.Events.Select(told => told.Kind));
        Assert.Equal(Text("sessionId"), alice.Session!.Id);
        Assert.Equal(Text("bobFingerprint"), alice.Session.Fingerprint.Hex);

        ImResult first = alice.Receive(Text("first"));
        Assert.Equal([Text("firstText")], first.Heard.Select(heard => heard.Text));
        ImExtraKey extra = first.Events.Single().ExtraKey!;
        Assert.Equal(Vector.GetProperty("extraUse").GetUInt32(), extra.Use);
        Assert.Equal(Text("extraKey"), Convert.ToHexStringLower(extra.Key.Span));
        extra.Key.Dispose();

        Assert.Equal([Text("second")], alice.Send(Text("secondText")).Wire);
        ImResult third = alice.Receive(Text("third"));
        Assert.Equal([ImEventKind.Ended], third.Events.Select(told => told.Kind));
        Assert.Equal(ImState.Finished, alice.State);
        Assert.Empty(third.Wire);
    }

    [PythonFact]
    public void The_second_implementation_still_writes_the_same_down()
    {
        var start = new System.Diagnostics.ProcessStartInfo(PythonFactAttribute.Executable!, [Path.Combine(TestFiles.Tests, "second", "otr3_make.py")])
        {
            RedirectStandardOutput = true,
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        Assert.Equal(File.ReadAllText(FilePath), process.StandardOutput.ReadToEnd());
    }

    private static string FilePath => Path.Combine(TestFiles.Tests, "vectors", "otr3", "conversation.json");

    private static JsonElement Load() => JsonDocument.Parse(File.ReadAllText(FilePath)).RootElement;

    private static string Text(string name) => Vector.GetProperty(name).GetString()!;

    private static byte[] Coins() => Convert.FromHexString(Text("coins"));

    private static byte[] Tag() =>
        BitConverter.GetBytes(uint.Parse(Text("aliceTag"), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    private static ImIdentity AliceKey()
    {
        Assert.True(DsaPrivateKey.TryCreate(Number("p"), Number("q"), Number("g"), Number("y"), Number("x"), out DsaPrivateKey? key));
        return new ImIdentity(key);
    }

    private static byte[] Number(string name)
    {
        string hex = Vector.GetProperty("aliceKey").GetProperty(name).GetString()!;
        return Convert.FromHexString(hex.Length % 2 == 0 ? hex : "0" + hex);
    }
}
