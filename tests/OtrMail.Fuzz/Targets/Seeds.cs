using System.Text;
using OtrMail.Core.Mime;
using OtrMail.Core.Tests.Vectors;

namespace OtrMail.Fuzz.Targets;

/// <summary>What there is in the sources to begin with.</summary>
internal static class Seeds
{
    public static IReadOnlyDictionary<string, MailVector> Vectors { get; } = MailVector.LoadAll();

    /// <summary>The mails of samples/mail.</summary>
    public static IReadOnlyList<byte[]> Samples { get; } = Files(Path.Combine(TestFiles.Root, "samples", "mail"), "*.eml");

    /// <summary>Inputs on which a target failed once: tests/vectors/hostile.</summary>
    public static IReadOnlyList<byte[]> Hostile(string target)
    {
        string folder = Path.Combine(TestFiles.Tests, "vectors", "hostile", target);
        return Directory.Exists(folder) ? Files(folder, "*") : [];
    }

    /// <summary>The samples, each encrypted: the packet is a vector's.</summary>
    public static IEnumerable<byte[]> Wrapped()
    {
        byte[] packet = Vectors["python-data"].Bytes("packet");
        foreach (byte[] sample in Samples)
        {
            if (OutgoingMail.TryParse(sample, out OutgoingMail? mail, out _))
                yield return OuterMail.Wrap(mail, packet, new Core.Tests.Mail.SeededRandom(1));
        }
    }

    public static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    private static List<byte[]> Files(string folder, string pattern)
    {
        List<byte[]> files = [.. Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        return files.Count > 0 ? files : throw new FileNotFoundException("nothing in " + folder);
    }
}
