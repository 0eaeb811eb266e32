using OtrMail.Core.Mail;
using OtrMail.Core.Mail.Deniability;

namespace OtrMail.Core.Tests.Mail.Deniability;

/// <summary>The offline check with a person's keys, which must change nothing.</summary>
internal static class Offline
{
    public static OfflineReading Opens(Person recipient, byte[] packet)
    {
        Assert.True(TryOpen(recipient, packet, out OfflineReading? reading, out MailFault fault), fault.ToString());
        return reading!;
    }

    public static MailFault Refuses(Person recipient, byte[] packet)
    {
        Assert.False(TryOpen(recipient, packet, out _, out MailFault fault));
        return fault;
    }

    private static bool TryOpen(Person recipient, byte[] packet, out OfflineReading? reading, out MailFault fault)
    {
        recipient.Tend();
        IReadOnlyList<string> before = recipient.Dump();
        using (PostboxTransaction transaction = recipient.Postbox.Begin())
        {
            bool opened = OfflineCheck.TryOpen(transaction, Outsider.Parse(packet), out reading, out fault);
            transaction.Commit(); // even so nothing may have been written
            Assert.Equal(before, recipient.Dump());
            return opened;
        }
    }
}
