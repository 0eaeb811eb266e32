using OtrMail.Cli.Terminal;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary>Tells why a mail does not go out, a line for each address, and what exit code that is.</summary>
internal static class MailRefusals
{
    /// <summary>What the policy forbids.</summary>
    public static ExitCode Tell(Report report, string name, IEnumerable<OutgoingRefusal> refusals) => Tell(
        report, name, refusals.Select(refusal => (refusal.Address, Explanations.Outgoing(refusal.Fault), ExitCodes.Of(refusal.Fault))));

    /// <summary>What could not be encrypted.</summary>
    public static ExitCode Tell(Report report, string name, IEnumerable<AddressRefusal> refusals) => Tell(
        report, name, refusals.Select(one => (one.Address, Explanations.Writing(one.Refusal.Fault), ExitCodes.Of(one.Refusal.Fault))));

    private static ExitCode Tell(
        Report report, string name, IEnumerable<(Core.Keys.Address Address, (string What, string Hint) Text, ExitCode Code)> refusals)
    {
        ExitCode worst = ExitCode.Ok;
        foreach (var (address, text, code) in refusals)
        {
            report.Failure($"{name}: {address}: {text.What}", text.Hint);
            worst = ExitCodes.Worst(worst, code);
        }

        return worst;
    }
}
