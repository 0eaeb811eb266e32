using System.Text.Encodings.Web;
using System.Text.Json;
using OtrMail.Core.Im;
using OtrMail.Core.Primitives;

namespace OtrMail.Cli.Chat;

/// <summary>
/// One conversation over lines of JSON: each that comes in is done before the next is looked at, and each that goes out is written
/// at once. In between, what the clock asks for.
/// </summary>
/// <param name="context">The conversation.</param>
/// <param name="input">Lines in.</param>
/// <param name="output">Lines out.</param>
/// <param name="clock">The clock.</param>
internal sealed class Conversation(ImContext context, Handoff<InputLine> input, Stream output, TimeProvider clock)
{
    /// <summary>
    /// Most bytes of a line in: a message of the largest size, each character of it written as an escape of six bytes.
    /// </summary>
    public const int LineBytes = (6 * ImLimits.MessageChars) + 1024;

    private static readonly ChatContext Lines = new(new JsonSerializerOptions(ChatContext.Default.Options)
    {
        // readable in a terminal; it stands in no web page
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Goes on until the input ends or it is stopped; then an encrypted conversation is ended, so that the peer knows.</summary>
    /// <exception cref="IOException">Reading or writing failed.</exception>
    public void Run(CancellationToken stop)
    {
        Write(new ChatLine
        {
            Event = "ready",
            Account = context.Account.Name,
            Peer = context.Peer,
            Fingerprint = context.Account.Fingerprint.Hex,
            Instance = context.Account.InstanceTag.ToString("x8", System.Globalization.CultureInfo.InvariantCulture),
        });
        try
        {
            while (true)
            {
                TimeSpan? patience = context.NextTick - clock.GetUtcNow();
                InputLine? line = input.Take(patience, stop);
                if (line is null)
                    Write(context.Tick());
                else if (!line.IsEnd)
                    Answer(line);
                else if (line.Failure is { } failure)
                    throw failure;
                else
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            // a signal asks to end
        }

        Write(context.End());
    }

    private void Answer(InputLine line)
    {
        if (line.IsTooLong)
        {
            Write(ChatLine.Mistake($"a line of more than {LineBytes} bytes"));
        }
        else if (line.Bytes.AsSpan().ContainsAnyExcept(" \t\r"u8))
        {
            if (ChatRequest.TryRead(line.Bytes, out string reason) is { } request)
                Answer(request);
            else
                Write(ChatLine.Mistake(reason));
        }
    }

    private void Answer(ChatRequest request)
    {
        if (request.Wire is { } wire)
            Write(context.Receive(wire));
        else if (request.Say is { } text)
            Write(context.Send(text));
        else
            Do(request);
    }

    private void Do(ChatRequest request)
    {
        switch (request.Do)
        {
            case "start":
                Write(context.Start());
                break;
            case "refresh":
                Write(context.Refresh());
                break;
            case "end":
                Write(context.End());
                break;
            case "smp" when request.Secret is { } secret && IsQuestion(request.Question):
                Write(context.StartSmp(secret, request.Question));
                break;
            case "smp-answer" when request.Secret is { } secret:
                Write(context.AnswerSmp(secret));
                break;
            case "smp-abort":
                Write(context.AbortSmp());
                break;
            case "extra-key" when request.Use is { } use && TryHex(request.Data ?? "", out byte[] data):
                UseExtraKey(use, data);
                break;
            case "verify":
                Verify(request.Fingerprint);
                break;
            case "choose" when uint.TryParse(request.Instance, System.Globalization.NumberStyles.AllowHexSpecifier, null, out uint instance):
                context.Choose(instance);
                WriteStatus();
                break;
            case "status":
                WriteStatus();
                break;
            case "smp":
                Write(ChatLine.Mistake($"smp needs a secret; a question has at most {ImLimits.QuestionBytes} bytes and no zero character"));
                break;
            case "smp-answer":
                Write(ChatLine.Mistake("smp-answer needs a secret"));
                break;
            case "extra-key":
                Write(ChatLine.Mistake("extra-key needs a use (a number); its data are hexadecimal digits"));
                break;
            case "choose":
                Write(ChatLine.Mistake("choose needs an instance: up to 8 hexadecimal digits"));
                break;
            default:
                Write(ChatLine.Mistake("there is no such thing to do"));
                break;
        }
    }

    private void UseExtraKey(uint use, byte[] data)
    {
        ImResult result = context.UseExtraKey(use, data, out SecretBytes? key);
        using (key)
        {
            if (key is not null)
                Write(new ChatLine { Event = "extra-key", By = "user", Use = use, Data = Convert.ToHexStringLower(data), Key = Convert.ToHexStringLower(key.Span) }.With(context.Session));
        }

        Write(result);
    }

    /// <summary>Only the key that the user compared is marked: another session may have begun while he did.</summary>
    private void Verify(string? compared)
    {
        if (context.Session is not { } session)
            Write(ChatLine.Mistake("nothing to verify: the conversation is not encrypted"));
        else if (!ImFingerprint.TryParse(compared, out ImFingerprint? fingerprint))
            Write(ChatLine.Mistake("verify needs the fingerprint that was compared: 40 hexadecimal digits"));
        else if (!fingerprint.Equals(session.Fingerprint))
            Write(ChatLine.Mistake("that is not the key of this conversation") with { Fingerprint = session.Fingerprint.Hex });
        else if (context.Verify(true))
            WriteStatus();
    }

    private void WriteStatus() =>
        Write(new ChatLine { Event = "status", State = ChatEvents.NameOf(context.State) }.With(context.Session));

    private void Write(ImResult result)
    {
        foreach (ImOutput one in result.Outputs)
            Write(ChatLine.Of(one));
    }

    private void Write(ChatLine line)
    {
        output.Write([.. JsonSerializer.SerializeToUtf8Bytes(line, Lines.ChatLine), (byte)'\n']);
        output.Flush();
    }

    private static bool IsQuestion(string? question) =>
        question is null || (System.Text.Encoding.UTF8.GetByteCount(question) <= ImLimits.QuestionBytes && !question.Contains('\0', StringComparison.Ordinal));

    private static bool TryHex(string digits, out byte[] bytes)
    {
        bytes = [];
        if (digits.Length % 2 != 0 || digits.Length > 2 * (ImLimits.TlvBytes - sizeof(uint)) || !digits.All(char.IsAsciiHexDigit))
            return false;
        bytes = Convert.FromHexString(digits);
        return true;
    }
}
