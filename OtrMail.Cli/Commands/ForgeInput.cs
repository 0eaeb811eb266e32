using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary>What the forging commands read; none of it needs a data directory.</summary>
internal static class ForgeInput
{
    /// <summary>A mail as it is to be sealed; the status line of a decrypted one is taken away first.</summary>
    /// <exception cref="CommandException">65, 66 or 74.</exception>
    public static OutgoingMail Mail(Invocation run, string? path)
    {
        ReadOnlyMemory<byte> raw = InputFile.Read(run.Context, path, MimeLimits.Default.MaxMailBytes);
        if (raw.Span.StartsWith("OTR-Mail-Status:"u8))
            raw = DecryptedMail.TakeStatusAway(raw);
        if (OutgoingMail.TryParse(raw, out OutgoingMail? mail, out MimeFault fault))
            return mail;
        (string what, string? hint) = Explanations.Sending(fault);
        throw new CommandException(ExitCodes.Of(fault), $"{InputFile.NameOf(path)}: {what}", hint);
    }

    /// <summary>What a real packet with this mail holds.</summary>
    public static MailContent ContentOf(OutgoingMail mail) => new(mail.Inner, OuterRecord.Of(mail).Encode());

    /// <summary>The one bundle of a file.</summary>
    /// <exception cref="CommandException">65, 66 or 74.</exception>
    public static KeyBundle Bundle(Invocation run, string path)
    {
        ReadOnlyMemory<byte> input = InputFile.Read(run.Context, path, MimeLimits.Default.MaxMailBytes);
        return BundleReader.Read(InputFile.NameOf(path), input, MimeLimits.Default) is [KeyBundle only]
            ? only
            : throw new CommandException(
                ExitCode.DataError, $"{InputFile.NameOf(path)}: more than one key bundle in it", "give a file with the one that is meant");
    }

    /// <summary>Hexadecimal digits that were typed.</summary>
    /// <exception cref="CommandException">64: they are none, or too many or too few.</exception>
    public static byte[] Hex(string text, string what, int least, int most)
    {
        bool isHex = text.Length % 2 == 0 && text.Length > 0 && text.All(char.IsAsciiHexDigit);
        return isHex && text.Length / 2 >= least && text.Length / 2 <= most
            ? Convert.FromHexString(text)
            : throw new CommandException(ExitCode.Usage, $"that is no {what} in hexadecimal digits", "give it as otrmail inspect --json prints it");
    }
}
