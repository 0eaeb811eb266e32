namespace OtrMail.Core.Im.Smp;

/// <summary>What a step of SMP means for the user.</summary>
public enum SmpOutcome
{
    /// <summary>Nothing to tell.</summary>
    None,

    /// <summary>The peer began: a secret is needed, see <see cref="SmpStep.Question"/>.</summary>
    Asked,

    /// <summary>It goes on.</summary>
    InProgress,

    /// <summary>The secrets are the same.</summary>
    Succeeded,

    /// <summary>The secrets differ.</summary>
    Failed,

    /// <summary>Given up by the peer, or because a message came that was not expected.</summary>
    Aborted,

    /// <summary>A message was malformed, a value outside the group, or a proof wrong.</summary>
    Cheated,
}
