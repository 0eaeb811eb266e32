using OtrMail.Core.Keys;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Streams;
using OtrMail.Ring;

namespace OtrMail.Core.Mail;

/// <summary>What a postbox works with; everything that is not state.</summary>
/// <param name="Reader">Reads the From of a decrypted mail.</param>
public sealed record PostboxOptions(IMailReader Reader)
{
    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The source of all secret randomness.</summary>
    public IRandomSource Random { get; init; } = SystemRandomSource.Instance;

    /// <summary>Life times.</summary>
    public LifeTimes Life { get; init; } = LifeTimes.Default;

    /// <summary>Limits.</summary>
    public MailLimits Limits { get; init; } = MailLimits.Default;

    /// <summary>Where mails go that are too long for memory.</summary>
    public SpoolOptions Spool { get; init; } = new();

    /// <summary>How long decrypted mail stays readable; null: nothing new is kept.</summary>
    public ArchivePolicy? Archive { get; init; }

    /// <summary>Makes identity and signing keys.</summary>
    public Func<RsaPrivateKey> NewRsaKey { get; init; } = () => RsaPrivateKey.Generate(OwnKeys.DefaultRsaBits);

    /// <summary>The cipher suite.</summary>
    internal MailSuite Suite => new(Life.RatchetSuperseded);

    /// <summary>The time now, Unix seconds.</summary>
    public long Now() => Clock.GetUtcNow().ToUnixTimeSeconds();
}
