namespace OtrMail.Core.Im.Messages;

/// <summary>What stands in a TLV record of a data message (OTR version 3, "Data Message").</summary>
public enum TlvType : ushort
{
    /// <summary>Disguises the length; ignored.</summary>
    Padding = 0,

    /// <summary>The sender has forgotten the session.</summary>
    Disconnected = 1,

    /// <summary>SMP message 1.</summary>
    Smp1 = 2,

    /// <summary>SMP message 2.</summary>
    Smp2 = 3,

    /// <summary>SMP message 3.</summary>
    Smp3 = 4,

    /// <summary>SMP message 4.</summary>
    Smp4 = 5,

    /// <summary>SMP is given up; the value is empty.</summary>
    SmpAbort = 6,

    /// <summary>SMP message 1 with a question before it, ended by a zero byte.</summary>
    Smp1WithQuestion = 7,

    /// <summary>The extra symmetric key will be used: INT use, and more about it.</summary>
    ExtraKey = 8,
}
