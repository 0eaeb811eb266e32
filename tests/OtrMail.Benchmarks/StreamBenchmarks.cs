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
        Compare(place, 25_000_000, Math.Max(3, rounds / 2), withGpg: place.HasGpg);
        Compare(place, 1_000_000_000, Math.Max(1, rounds / 5), withGpg: false);
        Sizes(place, 25_000_000);
    }

    private static void Compare(Place place, long size, int rounds, bool withGpg)
    {
        string mail = WriteMail(place, size);
        long length = new FileInfo(mail).Length;
        string name = string.Create(CultureInfo.InvariantCulture, $"{size / 1_000_000} MB");
        (double encrypt, double decrypt) = (0, 0);
        var send = new Race($"Send a mail with an attachment of {name}")
            .With("otrmail encrypt", () => encrypt = place.Otrmail("alice", "encrypt", mail, "-o", place.File("out.eml")));
        if (place.AgeRecipient is { } recipient)
        {
            string[] age = ["-a", "-r", recipient, "-o", place.File("out.age"), mail];
            send.With("age -a (signs nothing)", () => Place.Start("age", age));
            send.With("age -a, and its file on the disk as ours is", () => ThenSync(place.File("out.age"), () => Place.Start("age", age)));
        }

        if (withGpg)
            send.With("gpg --sign --encrypt (rsa3072)", () => place.Gpg("--sign", "--encrypt", "-r", "bob@example.net", "--output", place.File("out.asc"), mail));
        send.With("floor: base64, AES-256-CTR, HMAC-SHA-256, base64 on one core", () => Arithmetic(length, hashes: 1)).Run(rounds, warms: withGpg);

        var read = new Race($"Read a mail with an attachment of {name} (a duplicate from the second round on)")
            .With("otrmail decrypt", () => decrypt = place.Otrmail("bob", "decrypt", place.File("out.eml"), "-o", place.File("read.eml")));
        if (place.AgeRecipient is not null)
        {
            string[] age = ["-d", "-i", place.File("age.key"), "-o", place.File("read.txt"), place.File("out.age")];
            read.With("age -d", () => Place.Start("age", age));
            read.With("age -d, and its file on the disk", () => ThenSync(place.File("read.txt"), () => Place.Start("age", age)));
        }

        if (withGpg)
            read.With("gpg --decrypt (rsa3072)", () => place.Gpg("--output", place.File("read.txt"), "--decrypt", place.File("out.asc")));
        read.With("floor: the same and SHA-256", () => Arithmetic(length, hashes: 2)).Run(rounds, warms: withGpg);
        if (new FileInfo(place.File("read.eml")).Length < length)
            throw new InvalidOperationException("not all was read");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nPeak memory: encrypt {encrypt:0} MiB, decrypt {decrypt:0} MiB."));
        foreach (string file in new[] { mail, place.File("out.eml"), place.File("out.age"), place.File("read.eml"), place.File("read.txt") })
            File.Delete(file);
    }

    /// <summary>How long mails are on the wire: random bytes and text, in base64 and as it is.</summary>
    private static void Sizes(Place place, int size)
    {
        Console.WriteLine("\n## On the wire, the plain mail = 1\n\n| 25 MB of | plain mail, bytes | otrmail | gpg, compressed | age -a |\n|---|---|---|---|---|");
        foreach ((string what, string mail) in new[] { ("random bytes in base64", WriteMail(place, size)), ("text in base64", WriteText(place, size, asBase64: true)), ("text as it is", WriteText(place, size, asBase64: false)) })
        {
            double plain = new FileInfo(mail).Length;
            string Ratio(string file, bool isThere, Action make)
            {
                if (!isThere)
                    return "–";
                make();
                return string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(place.File(file)).Length / plain:0.000}");
            }

            string ours = Ratio("out.eml", true, () => place.Otrmail("alice", "encrypt", mail, "-o", place.File("out.eml")));
            string gpg = Ratio("out.asc", place.HasGpg, () => place.Gpg("--sign", "--encrypt", "-r", "bob@example.net", "--output", place.File("out.asc"), mail));
            string age = Ratio("out.age", place.AgeRecipient is not null, () => Place.Start("age", ["-a", "-r", place.AgeRecipient!, "-o", place.File("out.age"), mail]));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {plain:0} | {ours} | {gpg} | {age} |"));
        }
    }

    private static void ThenSync(string path, Action work)
    {
        work();
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Words in an order of chance: what compresses as text does.</summary>
    private static string WriteText(Place place, int size, bool asBase64)
    {
        string[] words = [.. Enumerable.Range(0, 4000).Select(i => Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i)))[..(2 + (i % 9))])];
        var random = new Random(1);
        var text = new System.Text.StringBuilder(size + 100);
        while (text.Length < size)
        {
            int line = text.Length;
            while (text.Length - line < 66)
                text.Append(words[(int)(words.Length * Math.Pow(random.NextDouble(), 3))]).Append(' ');
            text.Append("\r\n");
        }

        string body = asBase64 ? Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(text.ToString()), Base64FormattingOptions.InsertLineBreaks) + "\r\n" : text.ToString();
        string path = place.File(asBase64 ? "text64.eml" : "text.eml");
        File.WriteAllText(path, $"From: alice@example.org\r\nTo: bob@example.net\r\nSubject: text\r\n{(asBase64 ? "Content-Transfer-Encoding: base64\r\n" : "")}\r\n{body}");
        return path;
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
    private static void Arithmetic(long bytes, int hashes)
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
            for (int i = 0; i < hashes; i++)
                hash.AppendData(binary);
            Base64.EncodeToUtf8(binary, text, out _, out _);
            text.AsSpan().Fill((byte)'A');
        }
    }
}
