namespace OtrMail.Core.Im.Messages;

/// <summary>The flags byte of a data message. Unknown bits are ignored.</summary>
[Flags]
public enum MessageFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Who cannot read the message says nothing about it (heartbeats, SMP, disconnection).</summary>
    IgnoreUnreadable = 1,
}
