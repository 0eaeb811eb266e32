using OtrMail.Core.Im;

namespace OtrMail.Samples.Chat;

/// <summary>What the user sees of a conversation, and what he can make it do.</summary>
/// <param name="conversation">The conversation.</param>
/// <param name="peer">The other's name.</param>
/// <param name="network">Where messages go: one a line.</param>
internal sealed class Window(ImContext conversation, string peer, TextWriter network)
{
    /// <summary>A typed line: a command, or something said.</summary>
    public ImResult Obey(string line)
    {
        string[] words = line.Split(' ', 2);
        string rest = words.Length > 1 ? words[1] : "";
        switch (words[0])
        {
            case "/start":
                return conversation.Start();
            case "/refresh":
                return conversation.Refresh();
            case "/end":
                return conversation.End();
            case "/smp":
                return conversation.StartSmp(rest);
            case "/answer":
                return conversation.AnswerSmp(rest);
            case "/verify":
                Console.WriteLine(conversation.Verify(isVerified: true) ? "* the key counts as verified" : "* nobody to verify");
                return new ImResult([]);
            default:
                return conversation.Send(line);
        }
    }

    /// <summary>Does what a call to the conversation asks for, in its order.</summary>
    public async Task Show(ImResult result)
    {
        foreach (ImOutput output in result.Outputs)
        {
            switch (output)
            {
                case ImWire wire:
                    try
                    {
                        await network.WriteLineAsync(Meeting.Escape(wire.Text));
                    }
                    catch (IOException)
                    {
                        // the other window is closed already
                    }

                    break;
                case ImHeard heard:
                    // what comes from outside may contain anything: a terminal must not obey it
                    Console.WriteLine($"{(heard.IsEncrypted ? "" : "(in the clear) ")}{peer}: {Printable(heard.Text)}");
                    break;
                case ImEvent told:
                    Console.WriteLine($"* {Words(told)}");
                    break;
            }
        }
    }

    /// <summary>A task that ends at a time, or never.</summary>
    public static Task Until(DateTimeOffset? time, CancellationToken stop)
    {
        if (time is not { } then)
            return Task.Delay(Timeout.InfiniteTimeSpan, stop);
        TimeSpan wait = then - TimeProvider.System.GetUtcNow();
        return Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, stop);
    }

    private static string Words(ImEvent told) => told.Kind switch
    {
        ImEventKind.FingerprintNew => $"first contact. Compare by telephone, or /smp: {told.Session!.Fingerprint}",
        ImEventKind.FingerprintChanged => $"WARNING: not the key you know: {told.Session!.Fingerprint}",
        ImEventKind.Secure => $"encrypted, session {told.Session!.Id}{(told.Session.IsVerified ? "" : ", key not verified")}",
        ImEventKind.Refreshed => $"fresh keys, session {told.Session!.Id}",
        ImEventKind.Ended => $"the encrypted conversation is over ({told.EndedBy})",
        ImEventKind.SmpAsked => $"a secret is to be compared: /answer SECRET{(told.Question is null ? "" : "; " + Printable(told.Question))}",
        ImEventKind.SmpSucceeded => "the secrets are the same",
        ImEventKind.SmpFailed => "the secrets differ",
        ImEventKind.NotSent => $"not sent: {told.Text}",
        ImEventKind.Error => $"the other side reports: {Printable(told.Text ?? "")}",
        _ => told.Kind.ToString(),
    };

    private static string Printable(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
}
