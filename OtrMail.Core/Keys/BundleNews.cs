namespace OtrMail.Core.Keys;

/// <summary>What a bundle of a known identity tells.</summary>
public enum BundleNews
{
    /// <summary>It is the one already held.</summary>
    Same,

    /// <summary>It is newer and has been taken.</summary>
    Newer,

    /// <summary>It is older and changes nothing.</summary>
    Older,

    /// <summary>Same serial, other bytes: a copied key or a restored store on the other side. Not taken.</summary>
    Conflict,
}
