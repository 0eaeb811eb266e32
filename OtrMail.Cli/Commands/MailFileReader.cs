using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Mime;
using OtrMail.Core.Storage;

namespace OtrMail.Cli.Commands;

/// <summary>
/// Reads one mail after the other: input, (once) passphrase, lock, open, commit, unlock; only then the caller puts it out.
/// </summary>
internal sealed class MailFileReader(Invocation run) : IDisposable
{
    private Home? _home;
    private FoundPacket? _found;

    /// <summary>The mail of one input; of a long one no more than until the next is read.</summary>
    /// <exception cref="MailRefusedException">It was not read; nothing has changed, save that a changed key was set aside.</exception>
    /// <exception cref="CommandException">The input cannot be read.</exception>
    /// <exception cref="StoreException">The store refused.</exception>
    public DecryptedMessage Read(string? input)
    {
        string name = InputFile.NameOf(input);
        _found?.Dispose();
        MimeFault fault = MimeFault.None;
        _found = InputFile.Read(
            run.Context, input, mail => PacketFinder.TryFind(mail, run.Spool, out FoundPacket? one, out fault, run.Settings.MimeLimits) ? one : null);
        if (_found is not { } found)
        {
            (string what, string? hint) = Explanations.Finding(fault);
            throw new MailRefusedException(ExitCodes.Of(fault), fault.ToString(), $"{name}: {what}", hint);
        }

        _home ??= run.OpenHome();
        MailReading reading;
        Fingerprint? pinned = null;
        using (PostboxTransaction transaction = _home.Begin())
        {
            reading = MailOpener.Open(transaction, found);
            if (reading.IsOpened)
                transaction.Commit();
            else if (reading.Refusal.Address is { } address)
                pinned = transaction.Contacts.PinnedTo(address);
        }

        return reading.IsOpened ? reading.Message : throw Refused(name, found, reading.Refusal, pinned);
    }

    public void Dispose()
    {
        _found?.Dispose();
        _home?.Dispose();
    }

    private MailRefusedException Refused(string name, FoundPacket found, Refusal refusal, Fingerprint? pinned)
    {
        if (refusal.SetAside is { } bundle)
            _home!.PutAside(bundle);
        Address? asked = refusal.Fault is MailFault.UnknownSession or MailFault.KeyForgotten or MailFault.TooLate
            && found.OuterFrom is { } outer && _home!.NoteUnreadable(outer, found.Source) ? outer : null;
        (string what, string hint) = RefusalText.Of(refusal, pinned, asked);
        return new MailRefusedException(ExitCodes.Of(refusal.Fault), refusal.Fault.ToString(), $"{name}: {what}", hint);
    }
}
