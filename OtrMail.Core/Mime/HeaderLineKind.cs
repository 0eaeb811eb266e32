namespace OtrMail.Core.Mime;

/// <summary>What one (folded) line of a header block is.</summary>
internal enum HeaderLineKind
{
    /// <summary>A field: name, colon, value.</summary>
    Field,

    /// <summary>The mbox separator, <c>From </c> or <c>&gt;From </c>, as the very first line.</summary>
    Envelope,

    /// <summary>
    /// A line that is no field. Readers differ on whether the header ends here, so nothing is read into it.
    /// </summary>
    Junk,
}
