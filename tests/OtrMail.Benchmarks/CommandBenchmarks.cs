namespace OtrMail.Benchmarks;

/// <summary>
/// The whole command, from start to end of its process, beside gpg on the same mail: what a user feels when a filter
/// runs once for every mail.
/// </summary>
internal static class CommandBenchmarks
{
    public static void Run(int rounds)
    {
        Console.WriteLine();
        Console.WriteLine("# Whole commands");
        string? program = Place.FindProgram();
        if (program is null)
        {
            Console.WriteLine("skipped: build the release binary first (./build.sh)");
            return;
        }

        using var place = new Place(program);
        foreach (int size in new[] { 10 << 10, 1 << 20 })
            Compare(place, size, rounds);
    }

    private static void Compare(Place place, int size, int rounds)
    {
        string mail = place.WriteMail(size);
        Opmsg? opmsg = Opmsg.TryCreate(name => place.File($"{size}-{name}"), mail, rounds + 2);
        var send = new Race($"Send a mail of {size >> 10} KiB")
            .With("otrmail encrypt (Data)", () => place.Otrmail("alice", "encrypt", mail, "-o", place.File("out.eml")));
        if (place.HasGpg)
            send.With("gpg --sign --encrypt (rsa3072)", () => place.Gpg("--sign", "--encrypt", "-r", "bob@example.net", "--output", place.File("out.asc"), mail));
        if (place.HasGpgCurves)
            send.With("gpg --sign --encrypt (ed25519, cv25519)", () => place.GpgIn("gnupg-curves", "--sign", "--encrypt", "-r", "bob@example.net", "--output", place.File("out-curves.asc"), mail));
        if (place.AgeRecipient is { } recipient)
            send.With("age -a (signs nothing)", () => Place.Start("age", ["-a", "-r", recipient, "-o", place.File("out.age"), mail]));
        if (opmsg is not null)
            send.With("opmsg --encrypt (EC, forward secret)", () => _ = opmsg.Send(mail));
        send.Run(rounds);

        // each read opens another mail, since a mail read once is a duplicate afterwards
        var waiting = new Queue<string>();
        for (int i = 0; i < rounds + 2; i++)
        {
            string sealedMail = place.File($"waiting-{size}-{i}.eml");
            place.Otrmail("alice", "encrypt", mail, "-o", sealedMail);
            waiting.Enqueue(sealedMail);
        }

        var opmsgs = new Queue<string>(opmsg is null ? [] : Enumerable.Range(0, rounds + 2).Select(_ => opmsg.Send(mail)));
        var read = new Race($"Read a mail of {size >> 10} KiB")
            .With("otrmail decrypt (Data)", () => place.Otrmail("bob", "decrypt", waiting.Dequeue(), "-o", place.File("read.eml")));
        if (place.HasGpg)
            read.With("gpg --decrypt (rsa3072)", () => place.Gpg("--output", place.File("read.txt"), "--decrypt", place.File("out.asc")));
        if (place.HasGpgCurves)
            read.With("gpg --decrypt (cv25519)", () => place.GpgIn("gnupg-curves", "--output", place.File("read.txt"), "--decrypt", place.File("out-curves.asc")));
        if (place.AgeRecipient is not null)
            read.With("age -d", () => Place.Start("age", ["-d", "-i", place.File("age.key"), "-o", place.File("read.txt"), place.File("out.age")]));
        if (opmsg is not null)
            read.With("opmsg --decrypt", () => opmsg.Read(opmsgs.Dequeue()));
        read.Run(rounds);
    }
}
