namespace OtrMail.Core.Im.Messages;

/// <summary>What a text from the network is, by its look.</summary>
public enum WireTextKind
{
    /// <summary>Nothing of OTR's.</summary>
    Plain,

    /// <summary>Plain, with an offer of OTR in white space.</summary>
    TaggedPlain,

    /// <summary>A query message: an invitation.</summary>
    Query,

    /// <summary>An error message.</summary>
    Error,

    /// <summary>An encoded message; whether its base64 is sound is another question.</summary>
    Encoded,

    /// <summary>A piece of a message.</summary>
    Fragment,

    /// <summary>It begins as OTR's texts do, and is none that is known.</summary>
    Unrecognized,
}
