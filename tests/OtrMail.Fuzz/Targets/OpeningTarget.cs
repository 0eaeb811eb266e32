using OtrMail.Core.Mail;
using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Tests.Mail;
using OtrMail.Core.Tests.Vectors;

namespace OtrMail.Fuzz.Targets;

/// <summary>
/// The whole reading of a packet behind its MAC: the first byte chooses one of the vectors, the rest is its plaintext, encrypted
/// and MACed as its sender would. So every check after the MAC sees what a malicious correspondent can write.
/// </summary>
internal static class OpeningTarget
{
    private static readonly MailVector[] Carriers =
        [Seeds.Vectors["python-data"], Seeds.Vectors["python-reply"], Seeds.Vectors["python-first"]];

    private static readonly MessageKeys?[] Keys = new MessageKeys?[Carriers.Length];
    private static readonly VectorPostbox?[] Postboxes = new VectorPostbox?[Carriers.Length];

    public static IReadOnlyList<FuzzTarget> List { get; } =
        [new("opening", Open, Corpus, "OTRB", "\0", "\u0001", "From: ", "@", "\u007f\u00ff\u00ff\u00ff")];

    /// <summary>What a vector's packet holds, padding included.</summary>
    public static byte[] PlaintextOf(MailVector vector)
    {
        Packet packet = Outsider.Parse(vector.Bytes("packet"));
        using MessageKeys keys = VectorContents.Derive(packet, vector);
        return Crypt(keys, packet.Ciphertext.Span);
    }

    /// <summary>
    /// A refused mail changes nothing, so one postbox serves until it has opened a mail: the keys are made once, and not for every input.
    /// </summary>
    private static void Open(byte[] input)
    {
        if (input.Length == 0)
            return;
        int number = input[0] % Carriers.Length;
        Packet carrier = Outsider.Parse(Carriers[number].Bytes("packet"));
        MessageKeys keys = Keys[number] ??= VectorContents.Derive(carrier, Carriers[number]);
        byte[] packet = Packet.Write(carrier.Header, Crypt(keys, input.AsSpan(1)), carrier.RevealedMacKeys, carrier.PublishedKeys, MailSuite.Default, keys.MacKey.Span);
        VectorPostbox postbox = Postboxes[number] ??= new VectorPostbox(Carriers[number]);
        bool isOver = true;
        try
        {
            OpenResult result = postbox.Open(packet);
            isOver = result.IsOpened;
            if (!result.IsOpened)
                return;
            FuzzException.Unless(result.Mail.Stamp <= Carriers[number].Now + (2 * 86_400), "a stamp of the far future is taken");
            FuzzException.Unless(postbox.Open(packet) is { IsOpened: true, Mail.IsDuplicate: true }, "the second time is no duplicate");
        }
        finally
        {
            if (isOver)
            {
                postbox.Dispose();
                Postboxes[number] = null;
            }
        }
    }

    private static byte[] Crypt(MessageKeys keys, ReadOnlySpan<byte> from)
    {
        byte[] to = new byte[from.Length];
        using var cipher = AesCtr.FromZero(keys.EncryptionKey.Span);
        cipher.Apply(from, to);
        return to;
    }

    private static IEnumerable<byte[]> Corpus() =>
        Carriers.Select((vector, number) => (byte[])[(byte)number, .. PlaintextOf(vector)]);
}
