using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using OtrMail.Core.Im;
using OtrMail.Core.Primitives;
using OtrMail.Core.Storage;
using OtrMail.Ring;

namespace OtrMail.Benchmarks;

/// <summary>
/// The paper's measurement (5.3): two participants take turns; round trips of messages of several sizes, this implementation and
/// libotr in turns. Both parties of either run in one process on one core.
/// </summary>
internal static class ChatBenchmarks
{
    private static readonly int[] Sizes = [16, 16 * 1024, 256 * 1024];

    /// <summary>
    /// The runtime compiles a hot loop anew in several steps, a tenth of a second and more apart: on a pinned core what is measured
    /// before that is three times as slow as what users run.
    /// </summary>
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(3);

    public static void Run(int rounds)
    {
        Console.WriteLine("# Instant messages: OTR version 3");
        Group(rounds);
        using var own = new OwnPair();
        using Libotr? libotr = Libotr.TryStart();
        if (libotr is null)
            Console.WriteLine("libotr5-dev or gcc is not installed: without libotr beside");
        foreach (int size in Sizes)
        {
            int batch = size > 100_000 ? 8 : 20;
            string text = string.Concat(Enumerable.Range(0, size).Select(i => "abcdefghijklmnopqrstuvwxyz ,."[((i * 7) + (i / 29)) % 29]));
            var race = new Race($"{batch} round trips of {size} bytes");
            if (libotr is not null)
                race.With("libotr", () => libotr.RoundTrips(size, batch));
            race.With("OtrMail", () => own.RoundTrips(text, batch)).Run(rounds);
            if (OperatingSystem.IsLinux())
                TellComputing(libotr, own, text, batch * rounds);
        }
    }

    /// <summary>What the scheduler counted for the conversing threads: on a busy machine that says more than the clock.</summary>
    private static void TellComputing(Libotr? libotr, OwnPair own, string text, int count)
    {
        double Of(string thread, Action work)
        {
            long Nanoseconds() => long.Parse(File.ReadAllText($"/proc/{thread}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture);
            long before = Nanoseconds();
            work();
            return (Nanoseconds() - before) / 1e6 / count;
        }

        double ours = Of("thread-self", () => own.RoundTrips(text, count));
        double theirs = libotr is null ? 0 : Of($"{libotr.ProcessId}", () => libotr.RoundTrips(text.Length, count));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nProcessor time a round trip ({count}): OtrMail {ours:0.00} ms, libotr {theirs:0.00}: {theirs / ours:0.0} times as long"));
    }

    private static void Group(int rounds)
    {
        using SecretBytes exponent = ModpGroup.GenerateExponent(SystemRandomSource.Instance);
        byte[] key = ModpGroup.PublicKey(exponent.Span);
        byte[] result = new byte[ModpGroup.ElementBytes];
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Warming;)
            ModpGroup.PublicKey(exponent.Span);
        new Race("The group: exponents of 320 bits")
            .With("agree", () => ModpGroup.Power(key, exponent.Span, result), 10)
            .With("public key", () => ModpGroup.PublicKey(exponent.Span), 10)
            .Run(rounds);
    }

    /// <summary>Two conversations of this implementation, tied together.</summary>
    private sealed class OwnPair : IDisposable
    {
        private readonly ImContext _alice = Context("alice", "bob");
        private readonly ImContext _bob = Context("bob", "alice");

        public OwnPair()
        {
            var underway = new Queue<(ImContext To, string Text)>(_alice.Start().Wire.Select(text => (_bob, text)));
            while (underway.TryDequeue(out (ImContext To, string Text) next))
            {
                foreach (string answer in next.To.Receive(next.Text).Wire)
                    underway.Enqueue((next.To == _bob ? _alice : _bob, answer));
            }

            if (_alice.State != ImState.Encrypted || _bob.State != ImState.Encrypted)
                throw new InvalidOperationException("the exchange did not end");
        }

        public void RoundTrips(string text, int count)
        {
            for (; count > 0; count--)
            {
                Say(_alice, _bob, text);
                Say(_bob, _alice, text);
            }
        }

        public void Dispose()
        {
            _alice.Dispose();
            _bob.Dispose();
        }

        private static ImContext Context(string name, string peer)
        {
            var keys = new ImKeyring(new MemoryStore(), SystemRandomSource.Instance);
            return new ImContext(keys.Open(name), peer, keys, new ImOptions());
        }

        private static void Say(ImContext from, ImContext to, string text)
        {
            if (to.Receive(from.Send(text).Wire.Single()).Heard.Single() is not { IsEncrypted: true } heard || heard.Text != text)
                throw new CryptographicException("not what was said");
        }
    }

    /// <summary>Two conversations of libotr's: tests/peers/libotr_bench.c.</summary>
    private sealed class Libotr : IDisposable
    {
        private readonly Process _process;

        private Libotr(Process process) => _process = process;

        public int ProcessId => _process.Id;

        public static Libotr? TryStart()
        {
            string program = Path.Combine(AppContext.BaseDirectory, "libotr_bench");
            string source = Path.Combine(AppContext.BaseDirectory, "libotr_bench.c");
            if (!File.Exists("/usr/include/libotr/proto.h") || !File.Exists("/usr/bin/gcc"))
                return null;
            using (Process compiler = Process.Start("gcc", ["-O2", "-o", program, source, "-lotr", "-lgcrypt"]))
                compiler.WaitForExit();
            Process process = Process.Start(new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            return process.StandardOutput.ReadLine() == "ready" ? new Libotr(process) : throw new InvalidOperationException("libotr did not start");
        }

        public void RoundTrips(int size, int count)
        {
            _process.StandardInput.Write($"{size} {count}\n");
            _process.StandardInput.Flush();
            if (_process.StandardOutput.ReadLine() != "done")
                throw new InvalidOperationException("libotr has failed");
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
