namespace OtrMail.Core.Mime;

/// <summary>One encrypted mail for each recipient, or what stands in the way for each who has none.</summary>
public sealed class SealOutcome : IDisposable
{
    private SealOutcome(IReadOnlyList<EncryptedMail> mails, IReadOnlyList<AddressRefusal> refusals)
    {
        Mails = mails;
        Refusals = refusals;
    }

    /// <summary>The mails in the order of the recipients; empty when anything was refused.</summary>
    public IReadOnlyList<EncryptedMail> Mails { get; }

    /// <summary>Everything that was refused, not only the first.</summary>
    public IReadOnlyList<AddressRefusal> Refusals { get; }

    /// <summary>Whether all recipients have a mail. Otherwise the transaction must not be committed.</summary>
    public bool IsSealed => Refusals.Count == 0;

    /// <summary>Wipes the keys of long mails, once all were written out.</summary>
    public void Dispose()
    {
        foreach (EncryptedMail mail in Mails)
            mail.Dispose();
    }

    internal static SealOutcome Of(IReadOnlyList<EncryptedMail> mails) => new(mails, []);

    internal static SealOutcome Of(IReadOnlyList<AddressRefusal> refusals) => new([], refusals);
}
