using System.Text;
using OtrMail.Core.Mime;
using OtrMail.Ring;

namespace OtrMail.Core.Tests.Mime;

/// <summary>The mails under samples/mail, and small things that the tests of this folder share.</summary>
internal static class Samples
{
    public const string Secret = "The ledger hides behind the blue door.";

    private static readonly string Folder = Path.Combine(TestFiles.Root, "samples", "mail");

    public static IEnumerable<string> Names
    {
        get
        {
            string[] names = [.. Directory.GetFiles(Folder, "*.eml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!];
            return names.Length >= 25 ? names : throw new InvalidOperationException($"only {names.Length} sample mails in {Folder}");
        }
    }

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".eml"));

    public static byte[] Packet(int length = 5000, int seed = 1)
    {
        byte[] packet = new byte[length];
        new Random(seed).NextBytes(packet);
        PacketFinder.Magic.CopyTo(packet);
        packet[4] = 1;
        return packet;
    }

    public static OutgoingMail Outgoing(byte[] raw) =>
        OutgoingMail.TryParse(raw, out OutgoingMail? mail, out MimeFault fault) ? mail : throw new InvalidOperationException(fault.ToString());

    public static OutgoingMail Outgoing(string raw) => Outgoing(Bytes(raw));

    public static string Wrapped(byte[] packet, string original = "From: alice@example.org\nTo: bob@example.net\nSubject: s\n\nx\n") =>
        Text(OuterMail.Wrap(Outgoing(original), packet, SystemRandomSource.Instance));

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);

    public static HeaderBlock Header(string mail) =>
        HeaderBlock.TryParse(Bytes(mail), out HeaderBlock? header, out _) ? header : throw new InvalidOperationException("too large");
}
