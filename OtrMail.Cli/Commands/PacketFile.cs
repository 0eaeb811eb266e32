using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary>A message as any third party has it: read without a data directory.</summary>
/// <param name="Name">How it is called in reports.</param>
/// <param name="Found">Where the packet was.</param>
/// <param name="Packet">The packet.</param>
internal sealed record PacketFile(string Name, FoundPacket Found, Packet Packet)
{
    /// <summary>Reads a mail or a bare packet.</summary>
    /// <exception cref="CommandException">65, 66, 74 or 76: there is no packet that can be read.</exception>
    public static PacketFile Read(Invocation run, string? path)
    {
        string name = InputFile.NameOf(path);
        ReadOnlyMemory<byte> mail = InputFile.Read(run.Context, path, MimeLimits.Default.MaxMailBytes);
        if (!PacketFinder.TryFind(mail, out FoundPacket? found, out MimeFault fault))
        {
            (string what, string? hint) = Explanations.Finding(fault);
            throw new CommandException(ExitCodes.Of(fault), $"{name}: {what}", hint);
        }

        if (!Packet.TryParse(found.Packet, MailLimits.Default, out Packet? packet, out MailFault wrong))
        {
            (string what, string hint) = Explanations.Reading(wrong);
            throw new CommandException(ExitCodes.Of(wrong), $"{name}: {what}", hint);
        }

        return new PacketFile(name, found, packet);
    }

    /// <summary>Reads several.</summary>
    public static IReadOnlyList<PacketFile> ReadAll(Invocation run, IEnumerable<string> paths) =>
        [.. paths.Select(path => Read(run, path))];
}
