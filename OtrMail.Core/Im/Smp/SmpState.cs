namespace OtrMail.Core.Im.Smp;

/// <summary>Which message of SMP is expected next (the specification's smpstate; its EXPECT1 is two of these).</summary>
internal enum SmpState
{
    /// <summary>Nothing goes on: message 1 may come.</summary>
    Idle,

    /// <summary>Message 1 came and verified; the user's answer is waited for. The specification calls this EXPECT1, too.</summary>
    Asked,

    /// <summary>Message 1 went out.</summary>
    ExpectMessage2,

    /// <summary>Message 2 went out.</summary>
    ExpectMessage3,

    /// <summary>Message 3 went out.</summary>
    ExpectMessage4,
}
