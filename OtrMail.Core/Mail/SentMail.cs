namespace OtrMail.Core.Mail;

/// <summary>A mail that went out and whose receipt (its MAC key, revealed by the reader) is awaited.</summary>
/// <param name="Receipt">SHA-256 of its MAC key, 32 bytes.</param>
/// <param name="Stamp">Its stamp, Unix seconds.</param>
/// <param name="BundleSerial">Serial of the bundle that it carried; 0 when it carried none.</param>
/// <param name="SessionId">Its session, 16 bytes.</param>
/// <param name="HeaderHash">Its header hash, 32 bytes.</param>
/// <param name="CachedBytes">Size of its copy in the resend cache; 0 when there is none.</param>
/// <param name="IsAskedFor">The recipient could not read it and asked for it again.</param>
public sealed record SentMail(
    byte[] Receipt,
    long Stamp,
    long BundleSerial,
    byte[] SessionId,
    byte[] HeaderHash,
    uint CachedBytes = 0,
    bool IsAskedFor = false)
{
    /// <summary>The name under which its copy is kept.</summary>
    internal string Name => Convert.ToHexStringLower(HeaderHash);
}
