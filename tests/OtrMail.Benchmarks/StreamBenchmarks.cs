using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using OtrMail.Core.Primitives;

namespace OtrMail.Benchmarks;

/// <summary>
/// Long mails through whole commands, beside age and gpg on the same mail, and beside the arithmetic alone; how much memory
/// the command takes, and how long the mail is on the wire.
/// </summary>
internal static class StreamBenchmarks
{
    public static void Run(int rounds)
    {
        Console.WriteLine();
        Console.WriteLine("# Long mails");
        if (Place.FindProgram() is not { } program)
        {
            Console.WriteLine("skipped: build the release binary first (./build.sh)");
            return;
        }

        using var place = new Place(program);
        foreach (string home in new[] { "alice", "bob" })
            File.WriteAllText(Path.Combine(place.File(home), "config.toml"), "packet_limit = \"2 GiB\"\narchive = \"off\"\n");
        Compare(place, 25_000_000, Math.Max(3, rounds / 4));
        Compare(place, 1_000_000_000, Math.Max(3, rounds / 10));
    }

    private static void Compare(Place place, long size, int rounds)
    {
        string mail = WriteMail(place, size);
        string name = string.Create(CultureInfo.InvariantCulture, $"{size / 1_000_000} MB");
        (double encrypt, double decrypt) = (0, 0);
        var send = new Race($"Send a mail with an attachment of {name}")
            .With("otrmail encrypt", () => encrypt = place.Otrmail("alice", "encrypt", mail, "-o", place.File("out.eml")));
        if (place.AgeRecipient is { } recipient)
            send.With("age -a (signs nothing)", () => Place.Start("age", ["-a", "-r", recipient, "-o", place.File("out.age"), mail]));
        if (place.HasGpg)
            send.With("gpg --sign --encrypt (rsa3072)", () => place.Gpg("--sign", "--encrypt", "-r", "bob@example.net", "--output", place.File("out.asc"), mail));
        send.With("base64 + AES-256-CTR + SHA-256 alone", () => Arithmetic(new FileInfo(mail).Length)).Run(rounds);

        var read = new Race($"Read a mail with an attachment of {name} (a duplicate from the second round on)")
            .With("otrmail decrypt", () => decrypt = place.Otrmail("bob", "decrypt", place.File("out.eml"), "-o", place.File("read.eml")));
        if (place.AgeRecipient is not null)
            read.With("age -d", () => Place.Start("age", ["-d", "-i", place.File("age.key"), "-o", place.File("read.txt"), place.File("out.age")]));
        if (place.HasGpg)
            read.With("gpg --decrypt (rsa3072)", () => place.Gpg("--output", place.File("read.txt"), "--decrypt", place.File("out.asc")));
        read.Run(rounds);
        Tell(place, mail, encrypt, decrypt);
    }

    private static void Tell(Place place, string mail, double encrypt, double decrypt)
    {
        double plain = new FileInfo(mail).Length;
        string Ratio(string file) => File.Exists(place.File(file))
            ? string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(place.File(file)).Length / plain:0.000}") : "–";
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"On the wire, plain mail = 1: otrmail {Ratio("out.eml")}, gpg (compressed) {Ratio("out.asc")}, age {Ratio("out.age")}. Peak memory: encrypt {encrypt:0} MiB, decrypt {decrypt:0} MiB."));
        if (!new FileInfo(place.File("read.eml")).Exists)
            throw new InvalidOperationException("nothing was read");
    }

    /// <summary>A mail with one base64 attachment of random bytes.</summary>
    private static string WriteMail(Place place, long size)
    {
        string path = place.File($"long-{size}.eml");
        using var file = new FileStream(path, FileMode.Create);
        file.Write("From: alice@example.org\r\nTo: bob@example.net\r\nSubject: long\r\nContent-Transfer-Encoding: base64\r\n\r\n"u8);
        byte[] binary = new byte[57 * 20_000];
        byte[] text = new byte[78 * 20_000];
        for (long left = size; left > 0; left -= binary.Length)
        {
            RandomNumberGenerator.Fill(binary);
            int length = 0;
            for (int at = 0; at < binary.Length; at += 57)
            {
                Base64.EncodeToUtf8(binary.AsSpan(at, 57), text.AsSpan(length), out _, out int written);
                length += written;
                text[length++] = (byte)'\r';
                text[length++] = (byte)'\n';
            }

            file.Write(text, 0, length);
        }

        return path;
    }

    /// <summary>What no program can do without: the mail's base64 off, encrypted, hashed, base64 on.</summary>
    private static void Arithmetic(long bytes)
    {
        byte[] text = new byte[64 << 10];
        text.AsSpan().Fill((byte)'A');
        byte[] binary = new byte[48 << 10];
        using var cipher = AesCtr.FromZero(new byte[32], bytes);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, new byte[32]);
        for (long left = bytes; left > 0; left -= text.Length)
        {
            Base64.DecodeFromUtf8(text, binary, out _, out _);
            cipher.Apply(binary, binary);
            hash.AppendData(binary);
            Base64.EncodeToUtf8(binary, text, out _, out _);
            text.AsSpan().Fill((byte)'A');
        }
    }
}
