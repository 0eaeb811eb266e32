using System.Buffers.Binary;
using System.Diagnostics;
using OtrMail.Core.Primitives;

namespace OtrMail.Peers.Tests.Chat;

/// <summary>
/// Deniability, with libotr's own toolkit: it reads our messages, and what we make public lets anybody change what was said and
/// have it verify (paper, 3.4 and 4.4).
/// </summary>
public sealed class LibotrToolkitTests
{
    private const int MacBytes = 20;

    [LibotrFact("otr_parse", "otr_modify")]
    public void From_the_mac_keys_in_our_messages_its_toolkit_forges_what_the_other_said()
    {
        using LibotrChat chat = new LibotrChat().Secure();
        chat.BobDo("say", "meet me at the park").Pump();
        string said = chat.FromBob[^1];
        chat.AliceDo(alice => alice.End()).Pump();
        string parsed = Toolkit("otr_parse", chat.FromAlice[^1]);
        Assert.Contains("Data Message", parsed, StringComparison.Ordinal);
        string macKey = MacKeyIn(parsed, said);

        string forged = Toolkit("otr_modify", said, macKey, "park", "bank", "15").Trim();
        Assert.True(Verifies(said, macKey));
        Assert.True(Verifies(forged, macKey));
        byte[] before = Decode(said), after = Decode(forged);
        Assert.Equal(before.Length, after.Length);
        int[] changed = [.. Enumerable.Range(0, before.Length - MacBytes - sizeof(int)).Where(i => before[i] != after[i])];
        // "park" and "bank" differ in two letters; nothing else of the message does
        Assert.Equal(2, changed.Length);
    }

    [LibotrFact("otr_parse")]
    public void Its_toolkit_parses_every_message_of_ours()
    {
        using var chat = new LibotrChat();
        chat.AliceDo(alice => alice.Start()).Pump().BobDo("start").Pump();
        chat.AliceDo(alice => alice.Send("text")).Pump();
        string[] kinds = [.. chat.FromAlice.Where(wire => wire.StartsWith("?OTR:", StringComparison.Ordinal)).Select(Kind).Distinct()];
        foreach (string kind in new[] { "D-H Commit", "D-H Key", "Reveal Signature", "Signature", "Data" })
            Assert.Contains($"{kind} Message", kinds);

        static string Kind(string wire) => Toolkit("otr_parse", wire).Split('\n')[0].TrimEnd(':');
    }

    /// <summary>The revealed key under which a message verifies: the one that its maker used.</summary>
    private static string MacKeyIn(string parsed, string message)
    {
        string[] keys = [.. parsed.Split('\n', ' ', '\t').Where(word => word.Length == 2 * MacBytes && word.All(char.IsAsciiHexDigit))];
        return Assert.Single(keys.Distinct(), key => Verifies(message, key));
    }

    private static bool Verifies(string wire, string macKey)
    {
        byte[] bytes = Decode(wire);
        int end = bytes.Length - sizeof(int);
        Assert.Equal(0, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(end))); // this one reveals nothing
        using RunningMac mac = Sha1.StartMac(Convert.FromHexString(macKey));
        mac.Append(bytes.AsSpan(0, end - MacBytes));
        return mac.Finish().AsSpan().SequenceEqual(bytes.AsSpan(end - MacBytes, MacBytes));
    }

    private static byte[] Decode(string wire) => Convert.FromBase64String(wire["?OTR:".Length..^1]);

    private static string Toolkit(string program, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.WriteLine(input);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
