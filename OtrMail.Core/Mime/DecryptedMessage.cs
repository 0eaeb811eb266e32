using OtrMail.Core.Mail;

namespace OtrMail.Core.Mime;

/// <summary>A mail that verified, as it is put out, and what is known about its way.</summary>
/// <param name="Mail">What the protocol says of it.</param>
/// <param name="Output">The original mail with the status line on top (<see cref="DecryptedMail"/>).</param>
/// <param name="Confidential">Names of the inner header fields that nobody on the way could read.</param>
/// <param name="Changes">Outer header fields that did not come as they were sent; empty for a bare packet.</param>
public sealed record DecryptedMessage(
    OpenedMail Mail,
    RenderedMail Output,
    IReadOnlyList<string> Confidential,
    IReadOnlyList<OuterDifference> Changes) : IDisposable
{
    private byte[]? _rendered;

    /// <summary><see cref="Output"/> in one piece of memory.</summary>
    public byte[] Rendered => _rendered ??= Output.ToArray();

    /// <summary>Wipes the key that a long mail is decrypted with, once it was put out.</summary>
    public void Dispose() => Mail.Content.Mail.Dispose();
}
