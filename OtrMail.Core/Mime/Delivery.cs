using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Core.Mime;

/// <summary>A mail that came in, as it is put out.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Output">What to put out; empty for <see cref="DeliveryKind.Later"/>.</param>
public sealed record Delivery(DeliveryKind Kind, RenderedMail Output) : IDisposable
{
    private byte[]? _mail;

    /// <summary><see cref="Output"/> in one piece of memory.</summary>
    public ReadOnlyMemory<byte> Mail => _mail ??= Output.ToArray();

    /// <summary>What was decrypted.</summary>
    public DecryptedMessage? Message { get; init; }

    /// <summary>Why it was not: a fault, and for an address under another key which.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Whom it says outside that it is from, when it will be asked for again.</summary>
    public Address? AskedAgain { get; init; }

    /// <summary>What was noted of the key bundle that a plain mail carried.</summary>
    public ImportOutcome? Noted { get; init; }

    /// <summary>That bundle.</summary>
    public KeyBundle? Bundle { get; init; }

    /// <summary>Wipes the key that a long mail is decrypted with, once it was put out.</summary>
    public void Dispose() => Message?.Dispose();
}
